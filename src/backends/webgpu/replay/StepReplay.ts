import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { submitCommands, submitPending } from './commands';
import type { Capture } from './captureStep';
import { captureStep, differenceOf } from './captureStep';
import { ReservedBuffers } from './ReservedBuffers';
import { valuesOf } from '../uploadByQueue';

/** Runs before the first capture: they compile programs and upload constants. */
const WARM_UP = 2;
/** Captures that may differ from the one before; then the step is run as usual for good. */
const ATTEMPTS = 3;

/** A step as it is replayed. */
interface Replayed {
  capture: Capture;
  result: { buffer: GPUBuffer; shape: number[]; dtype: tf.DataType };
}

/**
 * Runs a step as usual, captures it twice, and from then on replays what it asks of the GPU from a list, if
 * both captures are the same: without tensors, gradients and the engine, recording takes a fraction of the
 * time (`npm run bench -- --backend null`). What changes from step to step are the values of `inputs` and the
 * settings of in-place kernels.
 */
export class StepReplay {
  private runs = 0;
  private attempts = 0;
  private inputs: tf.Tensor[] = [];
  private last: Capture | undefined;
  private replayed: Replayed | undefined;
  private obstacle: string | undefined;
  private readonly reserved: ReservedBuffers;

  constructor(private readonly backend: WebGPUBackend) {
    this.reserved = ReservedBuffers.of(backend);
    this.reserved.enter();
  }

  /** Whether the next run will be replayed. */
  get isReplayed(): boolean {
    return this.replayed !== undefined;
  }

  /** Why the last capture could not be replayed, for tests and benchmarks. */
  get why(): string | undefined {
    return this.obstacle;
  }

  /**
   * Runs the step once.
   *
   * @param inputs what it reads that is new each time; of the same shapes and types each time
   * @param step what to run, given tensors with the values of the inputs
   * @returns the step's result, which the caller disposes
   */
  run(inputs: readonly tf.Tensor[], step: (inputs: readonly tf.Tensor[]) => tf.Tensor): tf.Tensor {
    if (this.replayed && this.isCurrent(this.replayed.capture)) return this.replay(this.replayed, inputs);
    if (this.replayed) {
      // Its tensors are elsewhere now, as after weights were restored: capture it anew.
      this.replayed = undefined;
      this.last = undefined;
    }
    if (this.runs++ < WARM_UP || this.attempts > ATTEMPTS) return tf.tidy(() => step(inputs));
    return this.capture(inputs, step);
  }

  /** Frees what replaying needs. */
  dispose(): void {
    submitPending(this.backend);
    tf.dispose(this.inputs);
    this.reserved.leave();
  }

  private capture(
    inputs: readonly tf.Tensor[],
    step: (inputs: readonly tf.Tensor[]) => tf.Tensor,
  ): tf.Tensor {
    const { backend, last } = this;
    if (this.inputs.length === 0) this.inputs = inputs.map((input) => this.makeInput(input));
    this.writeInputs(inputs);
    const run = () => step(this.inputs);
    if (!last) {
      const { capture, result } = captureStep(backend, run);
      this.last = capture;
      return result;
    }
    const { capture, result } = captureStep(backend, run, this.reserved);
    this.obstacle = capture.obstacle ?? differenceOf(last, capture);
    if (capture.obstacle) {
      this.last = undefined;
      this.attempts++;
      return result;
    }
    const { shape, dtype, dataId } = result;
    const buffer = backend.tensorMap.get(dataId).resource as GPUBuffer;
    const copy = this.copyOf({ buffer, shape, dtype });
    result.dispose();
    if (this.obstacle) {
      this.last = undefined;
      this.attempts++;
    } else {
      this.replayed = { capture, result: { buffer, shape, dtype } };
    }
    return copy;
  }

  private replay({ capture, result }: Replayed, inputs: readonly tf.Tensor[]): tf.Tensor {
    const { backend } = this;
    submitPending(backend);
    this.writeInputs(inputs);
    for (const [place, numbers] of capture.settings) {
      const { buffer } = capture.uploads[place];
      const values = new Float32Array(buffer.size / Float32Array.BYTES_PER_ELEMENT);
      values.set(numbers());
      backend.queue.writeBuffer(buffer, 0, values);
    }
    // Values that TF.js has read and kept on the CPU are now out of date.
    for (const dataId of capture.outside.keys()) {
      (backend.tensorMap.get(dataId) as { values: unknown }).values = null;
    }
    return this.copyOf(result, capture);
  }

  /** Whether all tensors from outside still have the buffers they had. */
  private isCurrent({ outside, variables }: Capture): boolean {
    for (const [variable, dataId] of variables) if (variable.dataId !== dataId) return false;
    const { tensorMap } = this.backend;
    for (const [dataId, buffer] of outside) {
      if (!tensorMap.has(dataId) || tensorMap.get(dataId).resource !== buffer) return false;
    }
    return true;
  }

  /** A new tensor with the result, after the commands of the capture if one is given. */
  private copyOf({ buffer: source, shape, dtype }: Replayed['result'], capture?: Capture): tf.Tensor {
    const { backend } = this;
    const copy = backend.makeTensorInfo(shape, dtype);
    backend.uploadToGPU(copy.dataId);
    const target = backend.tensorMap.get(copy.dataId).resource as GPUBuffer;
    const { size } = source;
    submitCommands(backend.device, capture?.commands ?? [], {
      ...{ kind: 'copy', source, sourceOffset: 0, target, targetOffset: 0, size },
    });
    return tf.engine().makeTensorFromTensorInfo(copy);
  }

  private makeInput({ shape, dtype }: tf.Tensor): tf.Tensor {
    const { backend } = this;
    const info = backend.makeTensorInfo(shape, dtype);
    backend.uploadToGPU(info.dataId);
    return tf.keep(tf.engine().makeTensorFromTensorInfo(info));
  }

  private writeInputs(inputs: readonly tf.Tensor[]): void {
    const { backend } = this;
    const bufferOf = (tensor: tf.Tensor) => backend.tensorMap.get(tensor.dataId).resource as GPUBuffer;
    inputs.forEach((input, i) => {
      const target = bufferOf(this.inputs[i]);
      const values = valuesOf(backend.tensorMap.get(input.dataId));
      if (values) {
        backend.queue.writeBuffer(target, 0, values.buffer, values.byteOffset, values.byteLength);
        return;
      }
      submitPending(backend);
      const { size } = target;
      const source = bufferOf(input);
      submitCommands(backend.device, [], {
        ...{ kind: 'copy', source, sourceOffset: 0, target, targetOffset: 0, size },
      });
    });
  }
}
