import type { TensorInfo } from '@tensorflow/tfjs';
import { MIXED_EDGES } from '../kernels/mixedSizes';
import { softmaxOf } from '../kernels/softmaxOf';
import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';
import type { WasmKernel } from './WasmKernel';

export const mixKernels: WasmKernel<'MixKernels'> = (module, { k4, k6, k8, logits }) => {
  const y = module.output([...k8.shape]);
  run(module, 'mixTap', [k4, k6, k8], logits, y);
  return y;
};

export const mixKernelsGradient: WasmKernel<'MixKernelsGradient'> = (module, { dy, logits }) => {
  const [k4, k6, k8] = MIXED_EDGES.map((edge) => module.output([edge, edge, ...dy.shape.slice(2)]));
  run(module, 'separateTap', [k4, k6, k8], logits, dy);
  return [k4, k6, k8];
};

function run(
  module: KernelModule,
  job: 'mixTap' | 'separateTap',
  kernels: readonly TensorInfo[],
  logits: TensorInfo,
  mixed: TensorInfo,
): void {
  const [, , outputs, inputs] = mixed.shape;
  const shares = softmaxOf(module.floats(module.address(logits), 3));
  module.run(job, 64, [
    ...[...kernels, mixed].map((tensor) => module.address(tensor)),
    ...[...shares.map(floatField), outputs * inputs],
  ]);
}
