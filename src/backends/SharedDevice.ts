import * as tf from '@tensorflow/tfjs';
import { SUBMIT_FLAG, submitEvery } from './webgpu/submissions';

/** Submissions that take longer on the average of a step, ms, are made smaller: the viewer would drop frames behind them. */
const LONG_SUBMISSION_MS = 25;
/** The first steps compile shaders, which keeps nobody from the GPU. */
const COMPILING_STEPS = 3;
const sharedDevices = new WeakMap<GPUDevice, SharedDevice>();

/**
 * A WebGPU device that the viewer's own drawing must not wait for.
 *
 * A GPU works off what was submitted in order and does not interrupt a submission. So a frame of the viewer waits for at
 * most the submission that runs when it comes, provided that no further ones queue before it. {@link settle} between
 * two steps keeps the queue empty, and a step whose submissions take long is split into ever smaller ones: the wait is
 * bounded by the time of one submission, in the end of one dispatch, and not by that of a step. A step that is long because it
 * has many submissions stays as it is; what the CPU takes to record them counts, too, so this errs towards small ones.
 */
export class SharedDevice {
  private error: string | undefined;
  private steps = 0;
  private submissions = 0;
  private since = performance.now();

  /** One for each device, however often a backend is started on it; without the errors of its earlier use. */
  static of(device: GPUDevice): SharedDevice {
    const shared = sharedDevices.get(device) ?? new SharedDevice(device);
    sharedDevices.set(device, shared);
    shared.takeError();
    return shared;
  }

  private constructor(private readonly device: GPUDevice) {
    device.addEventListener('uncapturederror', ({ error }) => {
      // The first error is the cause; what follows are its consequences.
      this.error ??= `${error.constructor.name}: ${error.message}`;
    });
    const { queue } = device;
    const submit = queue.submit.bind(queue);
    queue.submit = (commands) => {
      this.submissions++;
      return submit(commands);
    };
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
    const each = ms / Math.max(1, this.submissions);
    this.submissions = 0;
    const batch = submitEvery();
    if (++this.steps > COMPILING_STEPS && each > LONG_SUBMISSION_MS && batch > 1) {
      tf.env().set(SUBMIT_FLAG, Math.floor(batch / 2));
    }
  }
}
