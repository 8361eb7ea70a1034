import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Dispatcher } from '../Dispatcher';
import { PendingSums } from '../PendingSums';
import { submitEvery } from '../submissions';

/** One run of a program. */
interface Dispatch {
  kind: 'dispatch';
  pipeline: GPUComputePipeline;
  group: GPUBindGroup;
  workgroups: readonly [number, number, number];
}

/** A copy from buffer to buffer, in bytes. */
interface Copy {
  kind: 'copy';
  source: GPUBuffer;
  sourceOffset: number;
  target: GPUBuffer;
  targetOffset: number;
  size: number;
}

/** What is recorded into a command encoder. */
export type Command = Dispatch | Copy;

/** Submits what the backend has recorded so far, so that later commands run behind it. */
export function submitPending(backend: WebGPUBackend): void {
  PendingSums.of(Dispatcher.of(backend)).settle();
  const { commandEncoder } = backend as unknown as { commandEncoder: GPUCommandEncoder | null };
  if (!commandEncoder) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/**
 * Records the commands anew, and submits them in as many parts as the viewer needs (`submissions.ts`).
 *
 * @param last a copy after them
 */
export function submitCommands(device: GPUDevice, commands: readonly Command[], last: Copy): void {
  const each = submitEvery();
  let encoder = device.createCommandEncoder();
  let pass: GPUComputePassEncoder | undefined;
  let pipeline: GPUComputePipeline | undefined;
  let dispatches = 0;
  const submit = () => {
    pass?.end();
    pass = undefined;
    device.queue.submit([encoder.finish()]);
  };
  const copy = ({ source, sourceOffset, target, targetOffset, size }: Copy) => {
    pass?.end();
    pass = undefined;
    encoder.copyBufferToBuffer(source, sourceOffset, target, targetOffset, size);
  };
  for (const command of commands) {
    if (command.kind === 'copy') {
      copy(command);
      continue;
    }
    if (dispatches === each) {
      submit();
      encoder = device.createCommandEncoder();
      dispatches = 0;
    }
    if (!pass) {
      pass = encoder.beginComputePass();
      pipeline = undefined;
    }
    if (command.pipeline !== pipeline) pass.setPipeline((pipeline = command.pipeline));
    pass.setBindGroup(0, command.group);
    pass.dispatchWorkgroups(...command.workgroups);
    dispatches++;
  }
  copy(last);
  submit();
}
