import type { ModelDescription } from '../data/ModelDescription';
import { Segmenter } from '../inference/Segmenter';
import type { Weights } from '../networks/Parameters';

/** Maximum number of loaded models; their weights occupy memory of the GPU. */
const MAX_MODELS = 4;

/** The models loaded for prediction, by id. Adding one beyond the maximum removes the least recently used. */
export class ModelStore {
  /** Ordered by last use, least recent first. */
  private readonly segmenters = new Map<string, Segmenter>();

  /** @param onRemoved called before a model's tensors are freed */
  constructor(private readonly onRemoved: (segmenter: Segmenter) => void) {}

  /** @throws Error if the weights do not match the description */
  add(id: string, description: ModelDescription, weights: Weights): void {
    if (this.get(id)) return;
    const segmenter = new Segmenter(description, weights);
    this.segmenters.set(id, segmenter);
    const [oldest] = this.segmenters.keys();
    if (this.segmenters.size > MAX_MODELS) this.remove(oldest);
  }

  /**
   * Replaces the weights of a model by those of another moment of its training; adds it if there is none. Its
   * series stay open.
   */
  update(id: string, description: ModelDescription, weights: Weights): void {
    const present = this.get(id);
    if (present) present.write(weights);
    else this.add(id, description, weights);
  }

  /** Undefined for a model that was never added or has been removed since. */
  get(id: string): Segmenter | undefined {
    const segmenter = this.segmenters.get(id);
    if (segmenter) {
      this.segmenters.delete(id);
      this.segmenters.set(id, segmenter);
    }
    return segmenter;
  }

  /** Frees a model; has no effect if there is none. */
  remove(id: string): void {
    const segmenter = this.segmenters.get(id);
    if (!segmenter) return;
    this.segmenters.delete(id);
    this.onRemoved(segmenter);
    segmenter.dispose();
  }

  /** Removes all models and frees their tensors. */
  clear(): void {
    for (const id of [...this.segmenters.keys()]) this.remove(id);
  }
}
