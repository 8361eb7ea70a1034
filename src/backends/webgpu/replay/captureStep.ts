import * as tf from '@tensorflow/tfjs';
import type { DataId, TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Dispatcher } from '../Dispatcher';
import { submitPending } from './commands';
import type { ReservedBuffers } from './ReservedBuffers';
import type { Log } from './watchDevice';
import { watchDevice } from './watchDevice';

/** What a step asked of the GPU. */
export interface Capture extends Log {
  /** The tensors from outside that it read or wrote, with their buffers. */
  outside: Map<DataId, GPUBuffer>;
  /** The variables among them, with their values' identity, which assigning others changes. */
  variables: Map<tf.Variable, DataId>;
  /** What computes the numbers of those uploads that change from step to step, by their place among all. */
  settings: Map<number, () => readonly number[]>;
  /** Why the step cannot be replayed, as far as one run of it shows. */
  obstacle?: string;
}

/**
 * Runs a step and captures what it asks of the GPU.
 *
 * @param step returns its result, which must be on the GPU
 * @param reserved if given, the step gets its buffers there, so that it can be replayed
 */
export function captureStep(
  backend: WebGPUBackend,
  step: () => tf.Tensor,
  reserved?: ReservedBuffers,
): { capture: Capture; result: tf.Tensor } {
  submitPending(backend);
  const dispatcher = Dispatcher.of(backend);
  const { uploadToGPU } = backend;
  const outside: Capture['outside'] = new Map();
  const settings: Capture['settings'] = new Map();
  const made = new Set<GPUBuffer>();
  const first = nextNumber(backend);
  let obstacle: string | undefined;
  let uploading = false;
  let result!: tf.Tensor;
  const log: Log = { commands: [], uploads: [] };
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    const present = data.resource as GPUBuffer | undefined;
    uploading = !present && Boolean(data.values);
    if (uploading && numberOf(dataId) < first) {
      obstacle ??= `it uploads a tensor [${data.shape.join(', ')}] that was made before it`;
    }
    uploadToGPU.call(backend, dataId);
    uploading = false;
    if (!present) made.add(data.resource as GPUBuffer);
    else if (!made.has(present)) outside.set(dataId, present);
  };
  // Called right after the upload.
  dispatcher.onSettings = (numbers) => settings.set(log.uploads.length - 1, numbers);
  const run = (): Set<GPUBuffer> => {
    watchDevice(backend.device, log, () => {
      result = tf.tidy(step);
      submitPending(backend);
    });
    return new Set();
  };
  try {
    const keepsValues = (usage: number) => uploading || (usage & GPUBufferUsage.UNIFORM) !== 0;
    const left = reserved ? reserved.during(run, keepsValues) : run();
    const { resource } = backend.tensorMap.get(result.dataId);
    const kept = [...left].filter((buffer) => buffer !== resource);
    if (kept.length > 0) obstacle ??= `${kept.length} of its tensors outlive it`;
    if (!resource) obstacle ??= 'its result is on the CPU';
    if (obstacle) reserved?.forget(left);
  } finally {
    backend.uploadToGPU = uploadToGPU;
    dispatcher.onSettings = undefined;
  }
  const variables = new Map(
    Object.values(tf.engine().registeredVariables)
      .filter(({ dataId }) => outside.has(dataId))
      .map((variable) => [variable, variable.dataId]),
  );
  return { capture: { ...log, outside, variables, settings, obstacle }, result };
}

/** Tensors are numbered in the order in which they are made. */
const numberOf = (dataId: DataId) => (dataId as { id: number }).id;

function nextNumber(backend: WebGPUBackend): number {
  const probe: TensorInfo = backend.makeTensorInfo([1], 'float32');
  backend.disposeData(probe.dataId);
  return numberOf(probe.dataId);
}

/**
 * Why two captures of a step are not the same but for buffers of its own; undefined if they are, apart from
 * the settings' values.
 */
export function differenceOf(a: Capture, b: Capture): string | undefined {
  if (a.commands.length !== b.commands.length || a.uploads.length !== b.uploads.length) {
    return `${a.commands.length} commands and ${a.uploads.length} uploads became ${b.commands.length} and ${b.uploads.length}`;
  }
  const [before, after] = [[...a.outside.keys()], [...b.outside.keys()]];
  if (before.length !== after.length || before.some((dataId, i) => dataId !== after[i])) {
    return 'it works on other tensors than before';
  }
  const command = a.commands.findIndex((one, i) => {
    const other = b.commands[i];
    if (one.kind === 'copy' || other.kind === 'copy') return one.kind !== other.kind;
    return one.pipeline !== other.pipeline || one.workgroups.join() !== other.workgroups.join();
  });
  if (command >= 0) return `command ${command} became another`;
  const upload = a.uploads.findIndex(({ bytes }, i) => {
    if (a.settings.has(i) || b.settings.has(i)) return a.settings.has(i) !== b.settings.has(i);
    return !equal(bytes, b.uploads[i].bytes);
  });
  if (upload >= 0) return `upload ${upload} has other values than before`;
  return undefined;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
