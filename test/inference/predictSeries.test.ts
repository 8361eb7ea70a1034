import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { Image } from '../../src/data/Image';
import type { ModelDescription } from '../../src/data/ModelDescription';
import { seededRandom } from '../../src/data/random';
import { sampleSeries } from '../../src/data/sampleSeries';
import { fieldOfView, IMAGE_EDGE, placeImage } from '../../src/data/wholeImage';
import type { Prediction } from '../../src/inference/Segmenter';
import { predictSeries } from '../../src/inference/predictSeries';
import { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import { createSegmenter } from '../../src/networks/createSegmenter';
import { WASM_ASSETS } from '../support/backends';
import { phantomExample } from '../support/phantom';

const SHAPE = { size: 32, width: 4, levels: 2, classes: 2 };
const CENTRE: [number, number, number] = [28, 36, 0];

/**
 * An untrained network: its masks change with every change of its input. Images of this tone differ from
 * those in its description.
 */
async function makeSegmenter(
  more: Partial<ModelDescription> = {},
  bias?: [background: number, ball: number],
): Promise<Segmenter> {
  const network = createSegmenter('unet', SHAPE, seededRandom(1));
  const weights = new Map(await network.parameters.read());
  if (bias) weights.set('logits.bias', { shape: [2], values: Float32Array.from(bias) });
  network.parameters.dispose();
  const description: ModelDescription = {
    segments: [{ index: 5, name: 'Ball' }],
    field: { edgeMm: 64, centres: { '1.2.3': CENTRE }, relativeCentre: { row: 0.5, column: 0.5 } },
    acquisition: { looks: [], noise: 0.01, tones: { least: 0.2, mean: 0.2, most: 0.2 } },
    network: { kind: 'unet', ...SHAPE },
    ...more,
  };
  return new Segmenter(description, weights);
}

const images = [-8, -6, -4, -2, 0, 2, 4, 6, 8].map((z) => phantomExample(z).image);
const shuffled = [4, 8, 0, 3, 6, 1, 7, 2, 5].map((i) => images[i]);

async function maskAll(segmenter: Segmenter, listed: readonly Image[], batch: number) {
  const sample = await sampleSeries(listed, (i) => listed[i]);
  const predicted = new Map<string, Prediction>();
  for await (const event of predictSeries(new SeriesPredictor(segmenter, { sample }), listed, { batch })) {
    if (event.stage === 'cleaned') return { predicted, cleaned: event.masks };
    for (const prediction of event.predictions) predicted.set(prediction.id, prediction);
  }
  throw new Error('no clean-up');
}

beforeAll(async () => {
  await startBackend('wasm', WASM_ASSETS);
  await tf.setBackend('wasm');
});

describe('a series', () => {
  it('of a single image shows what all examples show, even where the network has doubts', async () => {
    const pixelsOf = (masks: readonly { labelmap: Uint8Array }[]) =>
      masks[0].labelmap.filter((label) => label === 5).length;
    const [segmenter, expecting] = [
      await makeSegmenter({}, [0.6, 0]),
      await makeSegmenter({ prediction: { flips: false, expected: [5] } }, [0.6, 0]),
    ];
    const [first] = images;
    const [usual, alone] = [await maskAll(segmenter, [first], 1), await maskAll(expecting, [first], 1)];
    expect(pixelsOf(alone.cleaned)).toBeGreaterThan(1.2 * pixelsOf(usual.cleaned));
    // In a series, some images show nothing.
    const series = await maskAll(expecting, images, 4);
    expect(series.cleaned).toEqual((await maskAll(segmenter, images, 4)).cleaned);
    segmenter.dispose();
    expecting.dispose();
  });

  it('gets the same masks one by one, in fours and all at once, in whatever order its images are listed', async () => {
    const segmenter = await makeSegmenter();
    const one = await maskAll(segmenter, images, 1);
    expect(one.cleaned.map(({ id }) => id)).toEqual(images.map(({ id }) => id));
    expect(one.cleaned.some(({ labelmap }) => labelmap.includes(5))).toBe(true);
    for (const [listed, batch] of [
      [images, 4],
      [images, 9],
      [shuffled, 4],
    ] as const) {
      const { predicted, cleaned } = await maskAll(segmenter, listed, batch);
      expect(cleaned).toEqual(one.cleaned);
      for (const { id } of images) expect(predicted.get(id)).toEqual(one.predicted.get(id));
    }
    segmenter.dispose();
  });

  it('of one image is brought to the usual tone, and not cleaned', async () => {
    const segmenter = await makeSegmenter();
    const all = await maskAll(segmenter, images, 9);
    const { predicted, cleaned } = await maskAll(segmenter, [images[4]], 1);
    const { id } = images[4];
    expect(predicted.get(id)?.labelmap).not.toEqual(all.predicted.get(id)?.labelmap);
    expect(cleaned).toEqual([{ id, labelmap: predicted.get(id)?.labelmap }]);
    segmenter.dispose();
  });

  it('is read no further once it is aborted, and then not cleaned', async () => {
    const segmenter = await makeSegmenter();
    const run = new AbortController();
    const read: string[] = [];
    async function* reading() {
      for (const image of images) {
        read.push(image.id);
        yield image;
      }
    }
    const sample = await sampleSeries(images, (i) => images[i]);
    const stages: string[] = [];
    const options = { batch: 2, signal: run.signal };
    for await (const { stage } of predictSeries(
      new SeriesPredictor(segmenter, { sample }),
      reading(),
      options,
    )) {
      stages.push(stage);
      run.abort();
    }
    expect(stages).toEqual(['predicted']);
    // The second batch was read while the first was predicted.
    expect(read.length).toBeLessThanOrEqual(5);
    segmenter.dispose();
  });

  it('is seen mirrored, too, where the model says so, and gives probabilities where it is asked', async () => {
    const [plain, flipped] = [await makeSegmenter(), await makeSegmenter({ prediction: { flips: true } })];
    const normalisation = { centre: 100, spread: 50 };
    const ask = async (segmenter: Segmenter, image: Image) => {
      const { probabilities } = await segmenter.predict(image, normalisation, { probabilities: true });
      if (!probabilities) throw new Error('no probabilities');
      return probabilities;
    };
    // Its middle is the field's, so that its mirror image is seen as the mirrored field.
    const image = { ...images[4], geometry: undefined };
    const mirrored = { ...image, pixels: image.pixels.slice().reverse() };
    const turned = (values: Float32Array) =>
      values.map((_, i) => values[values.length - 2 * (1 + Math.floor(i / 2)) + (i % 2)]);
    const apart = (a: Float32Array, b: Float32Array) =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i])));
    expect(apart(await ask(plain, image), turned(await ask(plain, mirrored)))).toBeGreaterThan(0.01);
    expect(apart(await ask(flipped, image), turned(await ask(flipped, mirrored)))).toBeLessThan(1e-4);
    const probabilities = await ask(plain, image);
    const { labelmap } = await plain.predict(image, normalisation);
    labelmap.forEach((label, i) => {
      const [background, ball] = probabilities.subarray(2 * i, 2 * i + 2);
      expect(background + ball).toBeCloseTo(1, 5);
      expect(ball > background).toBe(label === 5);
    });
    plain.dispose();
    flipped.dispose();
  });

  it('of images that fill the field gets masks up to the border', async () => {
    const field = { unit: 'image', edge: IMAGE_EDGE } as const;
    const segmenter = await makeSegmenter({ field: fieldOfView(field) }, [-1000, 1000]);
    const { labelmap } = await segmenter.predict(placeImage(phantomExample(0, 1, 256).image, field), {
      centre: 100,
      spread: 50,
    });
    expect(labelmap.filter((label) => label !== 5)).toHaveLength(0);
    segmenter.dispose();
  });
});
