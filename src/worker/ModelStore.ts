import type { ModelDescription } from '../data/ModelDescription';
import { Segmenter } from '../inference/Segmenter';
import type { Weights } from '../networks/Parameters';

/** Models that are kept ready at a time; their weights fill the accelerator's memory. */
const MAX_MODELS = 4;

/** The models that the engine can predict with, by id. The one that was not used for longest makes room for another. */
export class ModelStore {
  /** In the order of their last use. */
  private readonly segmenters = new Map<string, Segmenter>();

  /** @param onRemoved called before the tensors of a model are freed */
  constructor(private readonly onRemoved: (segmenter: Segmenter) => void) {}

  /** @throws Error when the weights do not fit the description */
  add(id: string, description: ModelDescription, weights: Weights): void {
    if (this.get(id)) return;
    const segmenter = new Segmenter(description, weights);
    this.segmenters.set(id, segmenter);
    const [oldest] = this.segmenters.keys();
    if (this.segmenters.size > MAX_MODELS) this.remove(oldest);
  }

  /** Undefined for a model that was never added, or had to make room since. */
  get(id: string): Segmenter | undefined {
    const segmenter = this.segmenters.get(id);
    if (segmenter) {
      this.segmenters.delete(id);
      this.segmenters.set(id, segmenter);
    }
    return segmenter;
  }

  clear(): void {
    for (const id of [...this.segmenters.keys()]) this.remove(id);
  }

  private remove(id: string): void {
    const segmenter = this.segmenters.get(id);
    if (!segmenter) return;
    this.segmenters.delete(id);
    this.onRemoved(segmenter);
    segmenter.dispose();
  }
}
