import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { Weights } from '../../src/networks/Parameters';
import { WASM_ASSETS } from '../support/backends';
import type { BenchPlan } from '../../research/bench/core/BenchRow';
import { STEP_NAMES } from '../../research/bench/core/BenchRow';
import {
  discriminatorLayers,
  forwardFlops,
  generatorLayers,
  segmenterLayers,
} from '../../research/bench/core/flops';
import { makeBatch } from '../../research/bench/core/makeBatch';
import { summarise } from '../../research/bench/core/measure';
import { buildOurs } from '../../research/bench/core/ours';
import { runBench } from '../../research/bench/runBench';
import { registerFilterGradient } from '../../research/bench/stock/registerFilterGradient';
import { StockDiscriminator } from '../../research/bench/stock/StockDiscriminator';
import { StockGenerator } from '../../research/bench/stock/StockGenerator';
import { StockSegmenter } from '../../research/bench/stock/StockSegmenter';
import { StockWeights } from '../../research/bench/stock/StockWeights';

jest.setTimeout(120_000);

const SIZE = 32;
const WIDTH = 4;

describe('the benchmark', () => {
  it('runs every step of both sides from the same weights, to the same loss, without a leak', async () => {
    const plan: BenchPlan = {
      backend: 'wasm',
      steps: [...STEP_NAMES],
      sizes: [SIZE],
      widths: [WIDTH],
      batch: 2,
      repeats: 1,
      warmUp: 2,
      soak: 5,
      stock: true,
      threads: 1,
      halves: [false],
    };
    // It throws when losses, parameters or memory are not what they should be.
    const rows = await runBench(plan, WASM_ASSETS, { say: () => undefined });
    expect(rows.map(({ step }) => step)).toEqual(STEP_NAMES);
    for (const { step, ours, stock, batch, matmulGflops, conv2dGflops, conv2dGflops16 } of rows) {
      expect(batch).toBe(step === 'predict' ? 1 : 2);
      expect(Math.min(matmulGflops, conv2dGflops, conv2dGflops16)).toBeGreaterThan(0);
      for (const side of [ours, stock]) {
        expect(side?.ms).toBeGreaterThan(0);
        expect(side?.dispatches).toBeGreaterThan(0);
        expect(side?.peakBytes).toBeGreaterThan(side?.steadyBytes ?? Infinity);
      }
    }
  });

  it('counts the operations that the convolutions of the stock networks do', async () => {
    await startBackend('wasm', WASM_ASSETS);
    const bench = { size: SIZE, width: WIDTH, ...makeBatch(1, SIZE) };
    const { weights } = await buildOurs('generator', bench);
    const { weights: more } = await buildOurs('predict', bench);
    const make = (values?: Weights) => new StockWeights(values ?? new Map());
    const segmenter = new StockSegmenter(SIZE, make(more.segmenter));
    const architecture = make(weights.architecture);
    const generator = new StockGenerator(SIZE, make(weights.generator), architecture, Math.random);
    const discriminator = new StockDiscriminator(make(weights.discriminator));

    const ofSegmenter = await convolutionFlops(() => segmenter.forward(bench.images, false));
    expect(ofSegmenter).toBe(forwardFlops(segmenterLayers(SIZE, WIDTH))[0]);
    const ofDiscriminator = await convolutionFlops(() => discriminator.forward(bench.masks, bench.images));
    expect(ofDiscriminator).toBe(forwardFlops(discriminatorLayers(SIZE, WIDTH))[0]);
    // Of the up-convolutions' 116 taps only 64 count.
    const apart = generatorLayers(SIZE, WIDTH).map((layer) =>
      layer.taps === 64 ? { ...layer, taps: 16 + 36 + 64 } : layer,
    );
    const ofGenerator = await convolutionFlops(() => generator.forward(bench.masks));
    expect(ofGenerator).toBe(forwardFlops(apart)[0]);
  });

  it('takes medians', () => {
    expect(summarise([3, 1, 2])).toEqual({ ms: 2, msMin: 1, msMax: 3 });
    expect(summarise([4, 1, 2, 3])).toEqual({ ms: 2.5, msMin: 1, msMax: 4 });
  });
});

/** The stock filter gradient of WASM against that of the CPU backend. */
describe('the stock gradient by the filter', () => {
  it.each([
    [3, 1, 'same'],
    [4, 2, 1],
    [4, 1, 1],
    [8, 2, 'same'],
  ] as const)('is right for a kernel of %d, stride %d, padding %s', async (k, stride, pad) => {
    const gradient = async () => {
      const x = tf.randomUniform<tf.Rank.R4>([2, 8, 8, 3], -1, 1, 'float32', 1);
      const filter = tf.randomUniform<tf.Rank.R4>([k, k, 3, 2], -1, 1, 'float32', 2);
      const dw = tf.grad((w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, stride, pad).square())(filter);
      return dw.data();
    };
    await tf.setBackend('cpu');
    const expected = await gradient();
    await startBackend('wasm', WASM_ASSETS);
    registerFilterGradient();
    const found = await gradient();
    const worst = Math.max(...Array.from(found, (value, i) => Math.abs(value - expected[i])));
    expect(worst).toBeLessThan(1e-3);
  });
});

/** Operations of the convolutions that a forward pass on one image runs, read off their shapes. */
async function convolutionFlops(forward: () => tf.Tensor): Promise<number> {
  const { kernels } = await tf.profile(() => tf.tidy(() => void forward()));
  return kernels
    .filter(({ name }) => name.startsWith('Conv2D'))
    .map(({ name, inputShapes, outputShapes }) => {
      const [image, filter] = inputShapes;
      const [, rows, columns] = name === 'Conv2D' ? outputShapes[0] : image;
      return 2 * rows * columns * filter.reduce((a, b) => a * b, 1);
    })
    .reduce((a, b) => a + b, 0);
}
