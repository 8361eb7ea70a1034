import { readInitialNetwork } from '../../cli/engine/readInitialNetwork';
import { seededRandom } from '../../src/data/random';
import * as tf from '@tensorflow/tfjs';
import { imageBatch } from '../../src/learning/batches';
import { INITIAL } from '../../src/learning/initialise';
import { createSegmenter } from '../../src/networks/createSegmenter';
import type { InitialNetwork } from '../../src/networks/InitialNetwork';
import { pretrain } from '../../research/pretraining/pretrain';
import { drawScene } from '../../research/pretraining/scenes';
import { SHAPES } from '../../research/pretraining/shapes';
import { startBackend } from '../../src/backends/startBackend';
import { WASM_ASSETS } from '../support/backends';

jest.setTimeout(120_000);

beforeAll(() => startBackend('wasm', WASM_ASSETS));

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

describe('generated scenes', () => {
  it('show all shapes, in the range of the networks, and the same ones for a seed', () => {
    const random = seededRandom(4);
    const scenes = Array.from({ length: 24 }, () => drawScene(random, 16));
    const shown = new Set(scenes.flatMap(({ labels }) => [...labels]));
    expect([...shown].sort()).toEqual([0, ...SHAPES.map((_, i) => i + 1)]);
    for (const { image } of scenes) expect(image.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(drawScene(seededRandom(4), 16)).toEqual(scenes[0]);
  });
});

describe('the shipped network', () => {
  /**
   * The largest correlation of any of the last features with "there is a shape", over scenes that never
   * trained.
   */
  async function knowledge({ levels, weights }: InitialNetwork): Promise<number> {
    const [size, channels] = [64, INITIAL.width];
    const random = seededRandom(99);
    const network = createSegmenter('unet', { size, width: channels, levels, classes: channels }, random);
    network.parameters.adopt(weights);
    // So that its logits are the features themselves.
    const identity = tf.eye(channels).reshape(network.parameters.get('logits.filter').shape);
    network.parameters.adopt(
      new Map([['logits.filter', { shape: identity.shape, values: identity.dataSync() as Float32Array }]]),
    );
    const scenes = Array.from({ length: 5 }, () => ({ caseId: '', ...drawScene(random, size) }));
    const images = imageBatch(scenes, size);
    const features = tf.tidy(() => network.forward(images, 'train'));
    const values = await features.data();
    const shown = scenes.flatMap(({ labels }) => [...labels].map((label) => (label > 0 ? 1 : 0)));
    tf.dispose([identity, images, features]);
    network.parameters.dispose();
    const feature = (channel: number) => shown.map((_, i) => values[i * channels + channel]);
    return Math.max(...Array.from({ length: channels }, (_, k) => Math.abs(correlation(feature(k), shown))));
  }

  it('knows shapes that it has not seen, which a random one does not', async () => {
    const shipped = await readInitialNetwork();
    expect(shipped.levels).toBe(INITIAL.levels);
    const [known, random] = [await knowledge(shipped), await knowledge({ ...shipped, weights: new Map() })];
    expect(known).toBeGreaterThan(random + 0.2);
  });

  it('is what pretraining gives: all weights but those of the classes', async () => {
    const seen: number[] = [];
    const network = await pretrain(
      { size: 32, width: 4, levels: 2, batch: 2, steps: 3, rate: 1e-3, seed: 1 },
      (_, loss) => seen.push(loss),
    );
    expect(seen.every(Number.isFinite) && seen.length).toBe(3);
    const names = [...network.weights.keys()];
    expect(names).toContain('down2.b.filter');
    expect(names.some((name) => name.startsWith('logits') || name.endsWith('.mean'))).toBe(false);
    const shipped = [...(await readInitialNetwork()).weights.keys()];
    expect(names.filter((name) => !shipped.includes(name))).toEqual([]);
  });
});
