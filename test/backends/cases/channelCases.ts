import type { KernelCase } from '../../support/kernelCases';
import { shapes } from './shapes';

export function channelCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const [first, second] of [
    [1, 1],
    [3, 5],
    [12, 17],
    [16, 48],
    [2, 1],
  ]) {
    const [a, b, both] = [first, second, first + second].map((n) => [2, 5, 7, n]);
    cases.push(
      {
        name: `concatenate ${first} and ${second} channels`,
        kernel: 'Concatenate',
        inputs: { a: [a, 'normal'], b: [b, 'normal'] },
        attributes: {},
      },
      {
        name: `first ${first} and other channels of ${first + second}`,
        kernel: 'SplitChannels',
        inputs: { x: [both, 'normal'] },
        attributes: { first },
      },
    );
  }
  for (const channels of [
    [1, 1],
    [3, 5],
    [16, 12],
  ]) {
    const kernel = (k: number) => [[k, k, ...channels], 'normal'] as const;
    cases.push(
      {
        name: `three kernels of ${channels.join(' x ')} channels mixed`,
        kernel: 'MixKernels',
        inputs: { k4: kernel(4), k6: kernel(6), k8: kernel(8), logits: [[3], 'normal'] },
        attributes: {},
      },
      {
        name: `gradients of three mixed kernels of ${channels.join(' x ')} channels`,
        kernel: 'MixKernelsGradient',
        inputs: { dy: kernel(8), logits: [[3], 'normal'] },
        attributes: {},
      },
    );
  }
  for (const x of shapes('1x1x1x1 2x5x7x3 3x9x2x12 1x4x4x17 4x16x16x48 2x64x64x5')) {
    cases.push({
      name: `channel sums of [${x.join(', ')}]`,
      kernel: 'ChannelSums',
      inputs: { x: [x, 'normal'] },
      attributes: {},
    });
  }
  return cases;
}
