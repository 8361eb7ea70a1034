import * as tf from '@tensorflow/tfjs';
import { SUBMIT_FLAG, submitEvery } from './webgpu/submissions';

/**
 * Maximum mean duration of a step's submissions, ms; longer ones would make the viewer drop frames, so they
 * are split.
 */
const LONG_SUBMISSION_MS = 25;
/** The first steps compile shaders: they take long, but the GPU stays idle. */
const COMPILING_STEPS = 3;
const sharedDevices = new WeakMap<GPUDevice, SharedDevice>();

/**
 * A WebGPU device shared with the viewer, whose rendering must not wait long for a training step.
 *
 * A GPU runs submissions in order and does not interrupt one. A frame of the viewer therefore waits for the
 * running submission only, provided that no others are queued before it. Calling {@link settle} between steps
 * keeps the queue empty, and a step whose submissions take long is split into smaller and smaller ones. The
 * wait is thus bounded by one submission (one dispatch at its smallest), not by a whole step. A step that is
 * long because it has many submissions is not split further. The measured time includes the CPU's recording,
 * so submissions tend to be smaller than necessary.
 */
export class SharedDevice {
  private error: string | undefined;
  private steps = 0;
  private submissions = 0;
  private since = performance.now();

  /**
   * Returns the device's only instance, even if several backends are started on it; clears errors of earlier
   * use.
   */
  static of(device: GPUDevice): SharedDevice {
    const shared = sharedDevices.get(device) ?? new SharedDevice(device);
    sharedDevices.set(device, shared);
    shared.takeError();
    return shared;
  }

  private constructor(private readonly device: GPUDevice) {
    device.addEventListener('uncapturederror', ({ error }) => {
      // Later errors are consequences of the first.
      this.error ??= `${error.constructor.name}: ${error.message}`;
    });
    const { queue } = device;
    const submit = queue.submit.bind(queue);
    queue.submit = (commands) => {
      this.submissions++;
      return submit(commands);
    };
  }

  /**
   * Returns and clears the first error that the device reported since the last call. Results computed since
   * then may be wrong.
   */
  takeError(): string | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /**
   * Waits until all submitted work is done, and adapts the size of submissions to the time since the last
   * call.
   */
  async settle(): Promise<void> {
    await this.device.queue.onSubmittedWorkDone();
    const now = performance.now();
    const ms = now - this.since;
    this.since = now;
    const each = ms / Math.max(1, this.submissions);
    this.submissions = 0;
    const batch = submitEvery();
    if (++this.steps > COMPILING_STEPS && each > LONG_SUBMISSION_MS && batch > 1) {
      tf.env().set(SUBMIT_FLAG, Math.floor(batch / 2));
    }
  }
}
