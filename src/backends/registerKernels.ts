import * as tf from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BackendName } from './BackendStatus';
import { runOnCpu } from './cpu/runOnCpu';
import type { InPlaceKernelName, KernelName } from './kernels/contract';
import { registeredName } from './kernels/registeredName';
import { IN_PLACE_KERNELS, KERNELS } from './registry';
import { KernelModule } from './wasm/KernelModule';
import { Dispatcher } from './webgpu/Dispatcher';

type Result = tf.TensorInfo | tf.TensorInfo[];

/** A kernel as TF.js calls it: only its callers and the kernel itself know the contract's types. */
type UntypedKernel = (device: unknown, inputs: unknown, attributes: unknown) => Result | undefined;

/**
 * Registers every kernel of the contract with TF.js for one backend. Repeated calls have no effect. A started
 * WASM backend also needs its own {@link KernelModule}.
 */
export function registerKernels(backendName: BackendName): void {
  for (const [name, implementations] of Object.entries({ ...KERNELS, ...IN_PLACE_KERNELS })) {
    const kernelName = registeredName(name as KernelName | InPlaceKernelName);
    if (tf.getKernel(kernelName, backendName)) return;
    const kernel = implementations[backendName] as UntypedKernel;
    tf.registerKernel({
      kernelName,
      backendName,
      // In-place kernels return nothing.
      kernelFunc: ({ inputs, attrs, backend }) => RUN[backendName](kernel, inputs, attrs, backend) ?? [],
    });
  }
}

type Run = (
  kernel: UntypedKernel,
  inputs: unknown,
  attributes: unknown,
  backend: unknown,
) => Result | undefined;

const RUN: Record<BackendName, Run> = {
  cpu: (kernel, inputs, attributes, backend) =>
    runOnCpu(kernel as never, inputs as never, attributes, backend as MathBackendCPU),
  wasm: (kernel, inputs, attributes, backend) =>
    kernel(KernelModule.of(backend as BackendWasm), inputs, attributes),
  webgpu: (kernel, inputs, attributes, backend) =>
    kernel(Dispatcher.of(backend as WebGPUBackend), inputs, attributes),
};
