/**
 * Times the 3x3 convolutions of a U-Net and their gradients, directly and by Winograd's method in turns, and
 * compares both results with sums in float64. `src/backends/wasm/usesWinograd.ts` follows from it.
 *
 *   npm run bench:winograd -- [--threads 1] [--batch 8] [--repeats 15] [--shapes 64x16x16,...]
 */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Command } from 'commander';
import { enableRelaxedSimd } from '../../cli/engine/enableRelaxedSimd';
import { nodeThreads } from '../../cli/engine/nodeThreads';
import { filterGradient, inputGradient, convolution } from '../../src/backends/cpu/convolution';
import { convolutionSizes } from '../../src/backends/kernels/convolutionSizes';
import { startBackend } from '../../src/backends/startBackend';
import {
  convolveDirectly,
  filterGradientDirectly,
  targetOf,
} from '../../src/backends/wasm/directConvolution';
import { gatherBackward, gatherForward } from '../../src/backends/wasm/gathering';
import { KernelModule } from '../../src/backends/wasm/KernelModule';
import { usesWinograd } from '../../src/backends/wasm/usesWinograd';
import { convolveByWinograd } from '../../src/backends/wasm/winogradConvolution';
import { filterGradientByWinograd } from '../../src/backends/wasm/winogradFilterGradient';
import { normal, seededRandom } from '../../src/data/random';
import { wasmAssets } from './cli/paths';
import { summarise } from './core/measure';
import { runMain } from './runMain';

/** Edge of the image x input channels x output channels, as in segmenters of width 12 to 32. */
const SHAPES =
  '64x16x16,64x32x16,32x16x32,32x32x32,32x64x32,16x32x64,16x64x64,16x128x64,8x64x128,8x128x128,8x256x128,4x128x128,96x12x12,96x24x12,48x24x24,6x96x96';
const GEOMETRY = { stride: 1, dilation: 1, padding: [1, 1, 1, 1] } as const;

interface Way {
  direct(): void;
  winograd(): void;
  chosen: boolean;
  result: TensorInfo;
  expected(): Float32Array;
}

async function main(): Promise<void> {
  const program = new Command('bench:winograd')
    .option('--threads <n>', 'WASM threads', Number, 1)
    .option('--batch <n>', 'images', Number, 8)
    .option('--repeats <n>', 'timed calls of each way', Number, 15)
    .option('--shapes <list>', 'edge x inputs x outputs', SHAPES);
  const { threads, batch, repeats, shapes } = program
    .parse()
    .opts<{ threads: number; batch: number; repeats: number; shapes: string }>();
  console.warn = console.error;
  enableRelaxedSimd();
  const { backend } = await import('@tensorflow/tfjs');
  await startBackend('wasm', wasmAssets, undefined, await nodeThreads(wasmAssets, threads));
  const module = KernelModule.of(backend() as BackendWasm);
  process.stdout.write('| size, channels | direction | direct ms | Winograd ms | ratio | errors | used |\n');
  process.stdout.write('|---|---|---|---|---|---|---|\n');
  for (const shape of shapes.split(',')) {
    const [size, inputs, outputs] = shape.split('x').map(Number);
    for (const [direction, way] of Object.entries(waysOf(module, batch, size, inputs, outputs))) {
      if (way.result.shape[3] % 4 !== 0 || inputs % 4 !== 0) continue;
      const times = timeInTurns(way, repeats);
      const errors = [way.direct, way.winograd].map((run) => {
        run();
        return errorOf(module, way).toExponential(1);
      });
      const cells = [`${size}, ${inputs} to ${outputs}`, direction, ...times.map((ms) => ms.toFixed(2))];
      cells.push((times[1] / times[0]).toFixed(2), errors.join(' / '), way.chosen ? 'Winograd' : 'direct');
      process.stdout.write(`| ${cells.join(' | ')} |\n`);
    }
  }
}

/** The three convolutions of a layer on the same random values. */
function waysOf(
  module: KernelModule,
  batch: number,
  size: number,
  inputs: number,
  outputs: number,
): Record<'forward' | 'input gradient' | 'filter gradient', Way> {
  const random = seededRandom(1);
  const tensorOf = (shape: number[]) => {
    const info = module.output(shape);
    const count = shape.reduce((a, b) => a * b);
    const values = Float32Array.from({ length: count }, () => normal(random));
    module.floats(module.address(info), count).set(values);
    return { info, shape, values };
  };
  const x = tensorOf([batch, size, size, inputs]);
  const dy = tensorOf([batch, size, size, outputs]);
  const filter = tensorOf([3, 3, inputs, outputs]);
  const [y, dx, gradient] = [dy.shape, x.shape, filter.shape].map((shape) => module.output(shape));
  const sizes = convolutionSizes(x.shape, filter.shape, GEOMETRY);
  const forward = gatherForward(module.address(x.info), sizes, GEOMETRY);
  const backward = gatherBackward(module.address(dy.info), sizes, GEOMETRY, [0, 0]);
  const target = (tensor: TensorInfo) => targetOf(tensor, module.address(tensor));
  return {
    forward: {
      direct: () => convolveDirectly(module, forward, filter.info, false, target(y)),
      winograd: () => convolveByWinograd(module, forward, filter.info, false, y),
      chosen: usesWinograd(forward, outputs),
      result: y,
      expected: () => convolution({ x, filter }, GEOMETRY).values,
    },
    'input gradient': {
      direct: () => convolveDirectly(module, backward, filter.info, true, target(dx)),
      winograd: () => convolveByWinograd(module, backward, filter.info, true, dx),
      chosen: usesWinograd(backward, inputs),
      result: dx,
      expected: () => inputGradient({ dy, filter }, { ...GEOMETRY, rows: size, columns: size }).values,
    },
    'filter gradient': {
      direct: () => filterGradientDirectly(module, forward, dy.info, gradient),
      winograd: () => filterGradientByWinograd(module, forward, dy.info, gradient),
      chosen: usesWinograd(forward, outputs),
      result: gradient,
      expected: () => filterGradient({ x, dy }, { ...GEOMETRY, kernelRows: 3, kernelColumns: 3 }).values,
    },
  };
}

/** Median milliseconds of both ways, which take turns. */
function timeInTurns({ direct, winograd }: Way, repeats: number): [direct: number, winograd: number] {
  const samples: [number[], number[]] = [[], []];
  for (let i = -3; i < repeats; i++) {
    [direct, winograd].forEach((run, way) => {
      const start = performance.now();
      run();
      if (i >= 0) samples[way].push(performance.now() - start);
    });
  }
  return [summarise(samples[0]).ms, summarise(samples[1]).ms];
}

/** Root mean square of the difference to sums in float64, relative to that of the values. */
function errorOf(module: KernelModule, { result, expected }: Way): number {
  const right = expected();
  const values = module.floats(module.address(result), right.length);
  let [error, square] = [0, 0];
  right.forEach((value, i) => {
    error += (values[i] - value) ** 2;
    square += value ** 2;
  });
  return Math.sqrt(error / square);
}

runMain(main);
