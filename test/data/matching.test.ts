import { looksOf } from '../../src/data/contrast';
import type { Image } from '../../src/data/Image';
import { acquisitionOf, matchingNormalisation } from '../../src/data/matching';
import { noiseOf, smooth } from '../../src/data/noise';
import { fitNormalisation, normalise, normaliseImage } from '../../src/data/normalisation';
import { normal, seededRandom } from '../../src/data/random';

const SIZE = 32;
const TOP = 1000;

/**
 * A noisy bright disc on a sloping background, shifted slightly to the right with each index; modality values
 * from about 100 to 900.
 */
function disc(shift: number, noise = 15): Float32Array {
  const random = seededRandom(shift + 1);
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const inside = Math.hypot(Math.floor(i / SIZE) - 16, (i % SIZE) - 12 - shift) < 9;
    return (inside ? 700 : 150) + 5 * (i % SIZE) + noise * normal(random);
  });
}

const asImage = (pixels: Float32Array): Image => ({
  id: '',
  seriesId: '',
  pixels,
  rows: SIZE,
  columns: SIZE,
});
const sampled = (pixels: Float32Array) => ({ image: asImage(pixels), sample: pixels });
const negative = (pixels: Float32Array) => pixels.map((value) => TOP - value);
const darkened = (pixels: Float32Array) => pixels.map((value) => TOP * (Math.max(0, value) / TOP) ** 2);
const network = { kind: 'unet' as const, size: SIZE / 2, width: 4, levels: 2, classes: 2 };
const field = { edgeMm: SIZE, centres: {}, relativeCentre: { row: 0.5, column: 0.5 } };
const model = { acquisition: acquisitionOf([0, 2, 4].map((shift) => sampled(disc(shift)))), network, field };
const sampleOf = (images: Float32Array[]) => ({
  count: images.length,
  values: images[0],
  images: images.map(asImage),
});
const match = (images: Float32Array[]) => matchingNormalisation(sampleOf(images), model);

/** Range between the 1st and the 99th percentile. */
function rangeOf(pixels: Float32Array): number {
  const sorted = pixels.slice().sort();
  return sorted[Math.floor(0.99 * (sorted.length - 1))] - sorted[Math.floor(0.01 * (sorted.length - 1))];
}

/** Mean absolute difference between the network's inputs for two images. */
function apart(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

const usual = normalise(disc(3), fitNormalisation(disc(3)));

describe('images unlike the examples are brought to them', () => {
  it('negatives are turned back', () => {
    const pixels = negative(disc(3));
    expect(match([pixels]).inverted).toBe(true);
    expect(apart(normalise(pixels, match([pixels])), usual)).toBeLessThan(0.001);
  });

  it('a series of which most images are negatives is turned, or none of it', () => {
    const [upright, turned] = [disc(1), negative(disc(3))];
    expect(match([upright, upright, turned]).inverted).toBeFalsy();
    expect(match([turned, turned, upright]).inverted).toBe(true);
  });

  it('noise is smoothed, and what it does to the statistics with it', () => {
    const noisy = disc(3, 180);
    const matched = match([noisy]);
    expect(matched.smoothing).toBeGreaterThan(0.8);
    const plain = apart(normalise(noisy, fitNormalisation(noisy)), usual);
    expect(apart(normaliseImage(asImage(noisy), matched), usual)).toBeLessThan(0.8 * plain);
  });

  it('noise of whole volumes, too, and only as much as is needed', () => {
    const volume = [1, 1, 1].map((shift) => disc(shift, 210));
    const share = noiseOf(asImage(volume[1])) / rangeOf(volume[0]);
    const { smoothing } = match(volume);
    expect(smoothing).toBeCloseTo(share / model.acquisition.noise / 3.545, 1);
    expect(smoothing).toBeLessThan(1.2);
    const none = { ...model, acquisition: { ...model.acquisition, noise: 0 } };
    const wide = { ...none, field: { ...field, edgeMm: 1e9 } };
    expect(matchingNormalisation(sampleOf(volume), wide).smoothing).toBe(8);
  });

  it('another tone is changed to the usual one, of negatives, too', () => {
    const dark = darkened(disc(3));
    const plain = apart(normalise(dark, fitNormalisation(dark)), usual);
    expect(match([dark]).tone?.power).toBeLessThan(0.75);
    expect(apart(normalise(dark, match([dark])), usual)).toBeLessThan(0.4 * plain);
    const both = match([negative(dark)]);
    expect(both).toMatchObject({ inverted: true, tone: { power: match([dark]).tone?.power } });
  });

  it('all others are taken as they are', () => {
    for (const pixels of [disc(1), disc(5), new Float32Array(SIZE * SIZE).fill(7)]) {
      expect(match([pixels])).toEqual(fitNormalisation(pixels));
    }
    expect(matchingNormalisation(sampleOf([darkened(disc(1))]), { network, field })).toEqual(
      fitNormalisation(darkened(disc(1))),
    );
    // A black frame or air does not affect the tone.
    const framed = disc(1).map((value, i) => (i % SIZE < 10 ? 0 : value));
    expect(match([framed]).tone).toBeUndefined();
    // No power brings a dot on black, or an image that is bright everywhere, to the brightness of the
    // examples.
    for (const share of [0.02, 0.03, 0.98]) {
      const sparse = disc(1).map((value, i) => (i < share * SIZE * SIZE ? TOP : value / 1e4));
      expect([match([sparse]).tone, match([sparse]).smoothing]).toEqual([undefined, undefined]);
    }
    // Another offset and scale of the values give the same normalised image.
    const scaled = disc(1).map((value) => 40 * value - 3000);
    expect(match([scaled])).toEqual(fitNormalisation(scaled));
  });

  it('negatives cannot be told where the examples are negatives of each other, or there is only one', () => {
    expect(looksOf([disc(0), disc(2), negative(disc(1))].map(sampled))).toEqual([]);
    expect(acquisitionOf([sampled(disc(0))])).toMatchObject({ looks: [], tones: null });
  });
});

it('noise is measured whatever it lies on, and smoothed by as much as it says', () => {
  const random = seededRandom(1);
  const noisy = asImage(
    Float32Array.from({ length: SIZE * SIZE }, (_, i) => 9 * (i % SIZE) + 20 * normal(random)),
  );
  expect(noiseOf(noisy)).toBeGreaterThan(18);
  expect(noiseOf(noisy)).toBeLessThan(22);
  const ramp = Float32Array.from({ length: 20 * SIZE }, (_, i) => i % SIZE);
  expect(noiseOf({ pixels: ramp, rows: 20, columns: SIZE })).toBe(0);
  const smoothed = smooth({ pixels: ramp, rows: 20, columns: SIZE }, 1.5);
  for (const row of [0, 10, 19]) expect(smoothed[row * SIZE + 12]).toBeCloseTo(12, 4);
  expect(noiseOf({ pixels: new Float32Array(2), rows: 1, columns: 2 })).toBe(0);
});
