import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { compileAhead } from '../backends/webgpu/compileAhead';
import type { TrainingPlan } from '../learning/presets';
import { noiseInput } from '../learning/noiseInput';
import { rehearse } from './rehearse';
import type { PrepareRequest } from './protocol';

/** Compiles what trainings will need before they begin. */
export class Preparation {
  private readonly done = new Set<string>();
  private running: Promise<void> = Promise.resolve();

  /** Compiles what is missing for trainings of these shapes, after earlier requests. */
  request(request: PrepareRequest, plan: TrainingPlan): Promise<void> {
    const { channels, segments, examples } = request;
    const key = JSON.stringify([plan, channels, segments, examples]);
    if (this.done.has(key)) return this.running;
    this.done.add(key);
    this.running = this.running.then(() =>
      compileAhead(tf.backend() as WebGPUBackend, () => rehearse(noiseInput(request, plan))).catch(
        // Whatever is wrong comes up again in the training, where it is reported.
        (error: unknown) => console.warn('Few-Shot Segment: not everything could be prepared.', error),
      ),
    );
    return this.running;
  }

  /** Resolves when the backend is free for other work. */
  get idle(): Promise<void> {
    return this.running;
  }
}
