import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { COMPILE_ONLY } from '../backends/webgpu/Dispatcher';
import { StepReplay } from '../backends/webgpu/replay/StepReplay';

/** Kinds of a step that are replayed; further ones run as usual. */
const MAX_KINDS = 4;

/**
 * A computation that is repeated many times with new values. On WebGPU it is captured once and then replayed,
 * which saves most of the CPU's part ({@link StepReplay}). Elsewhere it just runs.
 *
 * It may read, besides its inputs, only tensors that it makes itself and tensors that keep their place, such
 * as variables that change in place; and numbers that change only as attributes of in-place kernels.
 */
export class RepeatedStep {
  private readonly replays = new Map<string, StepReplay>();

  /** @param replaying if false, it just runs on WebGPU, too */
  constructor(private readonly replaying = true) {}

  /**
   * Runs the step once.
   *
   * @param kind equal for runs that differ in nothing but the inputs' values and in-place kernels' attributes
   * @param inputs tensors whose values may be new
   * @param step what to run; reads the tensors it is given, not `inputs`
   * @returns the step's result, which the caller disposes
   */
  run(
    kind: string,
    inputs: readonly tf.Tensor[],
    step: (inputs: readonly tf.Tensor[]) => tf.Tensor,
  ): tf.Tensor {
    const replays = this.replaying && tf.getBackend() === 'webgpu' && !tf.env().getBool(COMPILE_ONLY);
    const replay = replays ? this.replayOf(kind) : undefined;
    return replay ? replay.run(inputs, step) : tf.tidy(() => step(inputs));
  }

  /** Whether runs of all kinds so far would be replayed, and why not. For tests and benchmarks. */
  get state(): { replayed: boolean; why?: string } {
    const all = [...this.replays.values()];
    const why = all.find(({ isReplayed }) => !isReplayed)?.why;
    return { replayed: all.length > 0 && all.every(({ isReplayed }) => isReplayed), why };
  }

  /** Frees what replaying needs. */
  dispose(): void {
    for (const replay of this.replays.values()) replay.dispose();
    this.replays.clear();
  }

  private replayOf(kind: string): StepReplay | undefined {
    const present = this.replays.get(kind);
    if (present || this.replays.size >= MAX_KINDS) return present;
    const replay = new StepReplay(tf.backend() as WebGPUBackend);
    this.replays.set(kind, replay);
    return replay;
  }
}
