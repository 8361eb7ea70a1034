import { ACROSS_SERIES, varyIntensity } from '../../src/data/augmentation';
import type { Channels } from '../../src/data/Channels';
import { fieldTransform, sampleImage } from '../../src/data/FieldTransform';
import type { Image } from '../../src/data/Image';
import { luminance } from '../../src/data/luminance';
import { acquisitionOf, matchingNormalisation } from '../../src/data/matching';
import { fitNormalisation, normalise, normaliseImage } from '../../src/data/normalisation';
import { mirror } from '../../src/data/mirror';
import { normal, seededRandom } from '../../src/data/random';
import { sampleIntensities } from '../../src/data/sampleIntensities';
import { toChannels, withChannels } from '../../src/data/toChannels';

const SIZE = 32;
const interleave = (...channels: Float32Array[]) =>
  Float32Array.from({ length: channels.length * channels[0].length }, (_, i) => {
    return channels[i % channels.length][Math.floor(i / channels.length)];
  });
const channelOf = (pixels: Float32Array, channel: number) => pixels.filter((_, i) => i % 3 === channel);

/** A bright disc on a dark background, with noise. */
function disc(shift: number, noise = 3): Float32Array {
  const random = seededRandom(shift + 1);
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const inside = Math.hypot(Math.floor(i / SIZE) - 16, (i % SIZE) - 12 - shift) < 9;
    return (inside ? 200 : 50) + (i % SIZE) + noise * normal(random);
  });
}

function asImage(pixels: Float32Array, channels: Channels): Image {
  return { id: '', seriesId: '', rows: SIZE, columns: SIZE, channels, pixels };
}

test('grey becomes colour and colour grey, and grey comes back exactly', () => {
  const grey = Float32Array.of(1.5, 7);
  const colour = toChannels(grey, 1, 3);
  expect([...colour]).toEqual([1.5, 1.5, 1.5, 7, 7, 7]);
  expect([...toChannels(colour, 3, 1)]).toEqual([1.5, 7]);
  expect([...luminance([100, 0, 0, 0, 100, 0, 0, 0, 100], 3)]).toEqual([29.9, 58.7, 11.4].map(Math.fround));
  const image = asImage(disc(0), 1);
  expect(withChannels(image, 1)).toBe(image);
});

test('conversions between other numbers of channels are refused', () => {
  const two = 2 as Channels;
  expect(() => toChannels(Float32Array.of(1, 2, 3), 3, two)).toThrow('3 channels cannot be converted to 2');
  expect(() => toChannels(Float32Array.of(1, 2), two, 1)).toThrow('2 channels cannot be converted to 1');
  expect(() => toChannels(Float32Array.of(1, 2), two, 3)).toThrow('2 channels cannot be converted to 3');
});

test('a sample has whole pixels, evenly spread', () => {
  const red = new Float32Array(90_000).fill(1);
  const images = [0, 1].map(() => ({
    channels: 3 as const,
    pixels: interleave(
      red,
      red.map(() => 2),
      red.map(() => 3),
    ),
  }));
  const sample = sampleIntensities(images);
  expect(sample).toHaveLength(180_000);
  expect(channelOf(sample, 2).every((value) => value === 3)).toBe(true);
});

test('the channels share one centre and spread, so hues stay, whatever the exposure', () => {
  const grey = disc(0);
  const photograph = interleave(
    grey,
    grey.map((value) => 0.6 * value),
    grey.map((value) => 0.4 * value),
  );
  const fitted = fitNormalisation(photograph, 'robust', 3);
  const shown = normalise(photograph, fitted);
  const brighter = photograph.map((value) => 1.7 * value);
  const other = normalise(brighter, fitNormalisation(brighter, 'robust', 3));
  expect(Math.max(...shown.map((value, i) => Math.abs(value - other[i])))).toBeLessThan(1e-4);
  const means = [0, 1, 2].map((channel) => {
    const values = channelOf(shown, channel);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  expect(means[0]).toBeGreaterThan(means[1] + 0.1);
  expect(means[1]).toBeGreaterThan(means[2] + 0.05);
  // Only the bright class counts: a black frame has no effect.
  const framed = Float32Array.of(...photograph, ...new Float32Array(3000));
  expect(fitNormalisation(framed, 'robust', 3).centre).toBeCloseTo(fitted.centre, 0);
});

test('grey values as colours are normalised as grey, and matched as grey', () => {
  const network = { kind: 'unet' as const, size: SIZE / 2, width: 4, levels: 2, classes: 2 };
  const field = { edgeMm: SIZE, centres: {}, relativeCentre: { row: 0.5, column: 0.5 } };
  const sampled = (pixels: Float32Array, channels: Channels) => ({
    image: asImage(pixels, channels),
    sample: pixels,
  });
  const sampleOf = (image: Image) => ({ count: 1, values: image.pixels, images: [image] });
  const learnt = [0, 2, 4].map((shift) => disc(shift));
  const acquisition = acquisitionOf(learnt.map((pixels) => sampled(pixels, 1)));
  expect(acquisitionOf(learnt.map((pixels) => sampled(toChannels(pixels, 1, 3), 3)))).toEqual(acquisition);
  const negative = disc(1, 40).map((value) => 300 - value);
  const [grey, colour] = ([1, 3] as const).map((channels) => {
    const image = asImage(toChannels(negative, 1, channels), channels);
    const description = { acquisition, field, network: { ...network, channels } };
    const matched = matchingNormalisation(sampleOf(image), description);
    expect(matched).toMatchObject({ inverted: true, smoothing: expect.any(Number) });
    // An image with another number of channels is converted to the model's.
    const converted = withChannels(image, channels === 1 ? 3 : 1);
    expect(matchingNormalisation(sampleOf(converted), description)).toEqual(matched);
    return normaliseImage(image, matched);
  });
  for (const channel of [0, 1, 2]) expect(channelOf(colour, channel)).toEqual(grey);
});

test('beyond its borders an axis is mirrored', () => {
  expect([-1, -0.75, 0, 2, 2.75, 3, 5, 6].map((at) => mirror(at, 3))).toEqual([
    0, -0.25, 0, 2, 2.25, 2, 0, 0,
  ]);
});

test('colour is resampled channel by channel, and varied in hue where grey is not', () => {
  const channels = [0, 1, 2].map((shift) => disc(shift));
  const transform = fieldTransform(asImage(channels[0], 1), { row: 14, column: 17 }, 24, 16);
  const field = sampleImage(asImage(interleave(...channels), 3), transform, 16);
  channels.forEach((pixels, c) => {
    expect(channelOf(field, c)).toEqual(sampleImage(asImage(pixels, 1), transform, 16));
  });
  const beyond = sampleImage(asImage(interleave(...channels), 3), { ...transform, r0: -10, c0: -7 }, 16);
  expect(Math.min(...beyond)).toBeGreaterThan(0);
  const still = { ...ACROSS_SERIES, noise: 0 };
  const colour = new Float32Array(3).fill(0.2);
  varyIntensity(colour, seededRandom(3), still, 3);
  expect(new Set(colour).size).toBe(3);
  const untinted = new Float32Array(3).fill(0.2);
  varyIntensity(untinted, seededRandom(3), { ...still, channelContrast: 0, channelBrightness: 0 }, 3);
  const grey = new Float32Array(3).fill(0.2);
  varyIntensity(grey, seededRandom(3), still);
  expect(untinted).toEqual(grey);
});
