import type { Command } from './commands';

/** Values written into a buffer from the CPU. */
export interface Upload {
  buffer: GPUBuffer;
  bytes: Uint8Array;
}

/** What was asked of a device, each in order. */
export interface Log {
  commands: Command[];
  uploads: Upload[];
}

/**
 * Adds to a log what `run` records into new command encoders and uploads through the queue. All of it is done
 * as usual, too.
 */
export function watchDevice(device: GPUDevice, log: Log, run: () => void): void {
  const { queue } = device;
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  const writeBuffer = queue.writeBuffer.bind(queue);
  device.createCommandEncoder = (descriptor) => watchEncoder(createCommandEncoder(descriptor), log.commands);
  queue.writeBuffer = (buffer, offset, data, ...part) => {
    log.uploads.push({ buffer, bytes: bytesOf(data, ...part) });
    return writeBuffer(buffer, offset, data, ...part);
  };
  try {
    run();
  } finally {
    // The original methods are on the prototypes, so deleting ours restores them.
    delete (device as Partial<GPUDevice>).createCommandEncoder;
    delete (queue as Partial<GPUQueue>).writeBuffer;
  }
}

function watchEncoder(encoder: GPUCommandEncoder, commands: Command[]): GPUCommandEncoder {
  const begin = encoder.beginComputePass.bind(encoder);
  const copy = encoder.copyBufferToBuffer.bind(encoder) as (...call: unknown[]) => undefined;
  encoder.beginComputePass = (descriptor) => watchPass(begin(descriptor), commands);
  encoder.copyBufferToBuffer = (...call: unknown[]) => {
    const [source, sourceOffset, target, targetOffset, size] = call as CopyCall;
    commands.push({ kind: 'copy', source, sourceOffset, target, targetOffset, size });
    return copy(...call);
  };
  return encoder;
}

/** The only form of the call in TF.js. */
type CopyCall = [source: GPUBuffer, from: number, target: GPUBuffer, to: number, size: number];

function watchPass(pass: GPUComputePassEncoder, commands: Command[]): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline;
  let group: GPUBindGroup;
  const setPipeline = pass.setPipeline.bind(pass);
  const setBindGroup = pass.setBindGroup.bind(pass) as (index: number, group: GPUBindGroup) => undefined;
  const dispatch = pass.dispatchWorkgroups.bind(pass);
  pass.setPipeline = (next) => setPipeline((pipeline = next));
  pass.setBindGroup = (index: number, next: GPUBindGroup | null | undefined) =>
    setBindGroup(index, (group = next as GPUBindGroup));
  pass.dispatchWorkgroups = (x, y = 1, z = 1) => {
    commands.push({ kind: 'dispatch', pipeline, group, workgroups: [x, y, z] });
    return dispatch(x, y, z);
  };
  return pass;
}

/** A copy of the part of the data that is written; `from` and `size` count elements of a typed array. */
function bytesOf(data: AllowSharedBufferSource, from = 0, size?: number): Uint8Array {
  if (!ArrayBuffer.isView(data)) return new Uint8Array(data, from, size).slice();
  const { BYTES_PER_ELEMENT: each = 1, byteLength } = data as Uint8Array;
  const bytes = size === undefined ? byteLength - from * each : size * each;
  return new Uint8Array(data.buffer, data.byteOffset + from * each, bytes).slice();
}
