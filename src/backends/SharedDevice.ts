import * as tf from '@tensorflow/tfjs';

/** TF.js's number of dispatches that go to the GPU together. */
const BATCH_FLAG = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';
/** A step that takes longer, ms, is handed over in smaller parts: the viewer would drop frames behind it. */
const LONG_STEP_MS = 50;
/** The first steps compile shaders, which keeps nobody from the GPU. */
const COMPILING_STEPS = 3;

/**
 * A WebGPU device that the viewer's own drawing must not wait for.
 *
 * A GPU works off what was submitted in order and does not interrupt a submission. So a frame of the viewer waits for at
 * most the submission that runs when it comes, provided that no further ones queue before it. {@link settle} between
 * two steps keeps the queue empty, and a step that takes long is split into ever smaller submissions: the wait is
 * bounded by the time of one submission, in the end of one dispatch, and not by that of a step.
 */
export class SharedDevice {
  private error: string | undefined;
  private steps = 0;
  private since = performance.now();

  constructor(private readonly device: GPUDevice) {
    device.addEventListener('uncapturederror', ({ error }) => {
      // The first error is the cause; what follows are its consequences.
      this.error ??= `${error.constructor.name}: ${error.message}`;
    });
  }

  /** What the device reported since the last call, if anything: the numbers computed meanwhile may be wrong. */
  takeError(): string | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /** Waits until all that was submitted is done, and adapts the submissions to the time since the last call. */
  async settle(): Promise<void> {
    await this.device.queue.onSubmittedWorkDone();
    const now = performance.now();
    const ms = now - this.since;
    this.since = now;
    const batch = tf.env().getNumber(BATCH_FLAG);
    if (++this.steps > COMPILING_STEPS && ms > LONG_STEP_MS && batch > 1) {
      tf.env().set(BATCH_FLAG, Math.max(1, Math.floor(batch / 2)));
    }
  }
}
