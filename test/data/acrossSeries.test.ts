import { ACROSS_SERIES, PHOTOGRAPHS, strengthOfOne, WITHIN_SERIES } from '../../src/data/augmentation';
import type { Channels } from '../../src/data/Channels';
import { fieldCentres } from '../../src/data/FieldOfView';
import type { Example, Image } from '../../src/data/Image';
import { fitNormalisation, normalise } from '../../src/data/normalisation';
import { seededRandom } from '../../src/data/random';
import { trainingCentre } from '../../src/data/trainingCentre';
import { fieldOfView, IMAGE_EDGE, placeImage } from '../../src/data/wholeImage';
import { zoomFor } from '../../src/data/zoomFor';
import { PLANS } from '../../src/learning/presets';
import { INGREDIENTS, withIngredients } from '../../src/learning/recipe';
import { suitPlan } from '../../src/learning/suitPlan';
import { suitableVariation } from '../../src/learning/suitableVariation';

const EDGE = 64;

function image(channels: Channels = 3): Image {
  const pixels = new Float32Array(EDGE * EDGE * channels);
  return { id: 'a', seriesId: 's', rows: EDGE, columns: EDGE, channels, pixels };
}

/** A placed image with a square of this edge in its upper left quarter. */
function example(edge: number, zoom = 1): Example {
  const placed = placeImage(image(), { unit: 'image', edge: IMAGE_EDGE, zoom });
  const labelmap = new Uint8Array(EDGE * EDGE);
  for (let row = 8; row < 8 + edge; row++) labelmap.fill(1, row * EDGE + 8, row * EDGE + 8 + edge);
  return { image: placed, labelmap };
}

describe('small structures', () => {
  it('make the field smaller than the image, within limits, and large ones do not', () => {
    expect(zoomFor([example(20)], IMAGE_EDGE, EDGE)).toBe(1);
    expect(zoomFor([example(3)], IMAGE_EDGE, EDGE)).toBe(2);
    const between = zoomFor([example(6)], IMAGE_EDGE, EDGE);
    expect(between ** 2 * 6 ** 2).toBeCloseTo(100);
    // Half as many pixels in the field show the same structure as a quarter.
    expect(zoomFor([example(6)], IMAGE_EDGE, 2 * EDGE)).toBe(1);
    // Anatomy has its place in an image.
    const grey = { ...example(3), image: { ...example(3).image, channels: 1 as const } };
    expect(zoomFor([grey], IMAGE_EDGE, EDGE)).toBe(1);
    // The median, and only of images that show the structure.
    expect(zoomFor([example(20), example(20), example(3), example(0)], IMAGE_EDGE, EDGE)).toBe(1);
  });

  it('are predicted in tiles that cover the image', () => {
    const zoomed = { unit: 'image', edge: IMAGE_EDGE, zoom: 2 } as const;
    const centres = fieldCentres(fieldOfView(zoomed), example(3, 2).image);
    expect(centres).toHaveLength(9);
    const rows = centres.map(({ row }) => row);
    expect([Math.min(...rows) - EDGE / 4, Math.max(...rows) + EDGE / 4]).toEqual([-0.5, EDGE - 0.5]);
    expect(fieldCentres(fieldOfView({ ...zoomed, zoom: 1 }), example(3).image)).toHaveLength(1);
  });

  it('are trained on anywhere in the field, and so are fields without them', () => {
    const { image: placed, labelmap } = example(3, 2);
    const drawn = [...labelmap.keys()].filter((pixel) => labelmap[pixel] > 0);
    const field = fieldOfView({ unit: 'image', edge: IMAGE_EDGE, zoom: 2 });
    const random = seededRandom(1);
    const centres = Array.from({ length: 400 }, () => trainingCentre(field, placed, drawn, random));
    const reach = EDGE / 4;
    for (const { row, column } of centres) {
      for (const position of [row, column]) {
        expect(position - reach).toBeGreaterThanOrEqual(-0.5);
        expect(position + reach).toBeLessThanOrEqual(EDGE - 0.5);
      }
    }
    const showing = centres.filter(({ row, column }) => Math.max(row, column) - reach < 11).length;
    expect(showing / centres.length).toBeGreaterThan(0.6);
    expect(showing / centres.length).toBeLessThan(0.95);
    expect(new Set(centres.map(({ row }) => Math.round(row))).size).toBeGreaterThan(10);
    // Whole images stay centred.
    const whole = fieldOfView({ unit: 'image', edge: IMAGE_EDGE });
    expect(trainingCentre(whole, example(3).image, drawn, random)).toEqual({
      row: (EDGE - 1) / 2,
      column: (EDGE - 1) / 2,
    });
  });
});

describe('images of several series', () => {
  it('are varied strongly and mapped linearly, unless they share a frame of reference', () => {
    const of = (seriesId: string, frameOfReferenceUID?: string) => ({
      seriesId,
      geometry: frameOfReferenceUID
        ? { ...placeImage(image(), { unit: 'mm', edge: EDGE }).geometry!, frameOfReferenceUID }
        : undefined,
    });
    const suitable = (input: Parameters<typeof suitableVariation>[0]) => suitableVariation(input, 3000);
    const within = { augmentation: WITHIN_SERIES, intensities: 'robust' };
    const across = { augmentation: ACROSS_SERIES, intensities: 'linear' };
    const drawn = (...images: Pick<Image, 'seriesId' | 'geometry'>[]) => ({
      examples: images.map((more) => ({ image: { ...image(1), ...more }, labelmap: new Uint8Array() })),
    });
    expect(suitable(drawn(of('a'), of('a')))).toEqual(within);
    expect(suitable(drawn(of('a'), of('b')))).toEqual(across);
    expect(suitable(drawn(of('a', '1.2'), of('b', '1.2')))).toEqual(within);
    expect(suitable(drawn(of('a', '1.2'), of('b', '1.3')))).toEqual(across);
    // The series to predict count as well.
    const to = (seriesId: string, frameOfReferenceUID?: string) => ({
      ...drawn(of('a', '1.2')),
      toPredict: [{ seriesId, frameOfReferenceUID }],
    });
    expect(suitable(to('b', '1.2'))).toEqual(within);
    expect(suitable(to('b', '1.3'))).toEqual(across);
    expect(suitable(to('b', ''))).toEqual(across);
    // Images that the networks see as a whole, or in tiles, share no real frame of reference.
    for (const zoom of [1, 2]) {
      const placed = placeImage(image(1), { unit: 'image', edge: IMAGE_EDGE, zoom });
      expect(suitable(drawn(placed, { ...placed, seriesId: 'other' }))).toEqual(across);
      const photograph = {
        ...placeImage(image(3), { unit: 'image', edge: IMAGE_EDGE, zoom }),
        seriesId: 'c',
      };
      const strongest = { augmentation: PHOTOGRAPHS, intensities: 'linear' };
      expect(suitable(drawn(photograph, placed))).toEqual(strongest);
      expect(suitableVariation(drawn(photograph, placed), 700)).toEqual(across);
    }
  });

  it('train without a generator and hold nothing out, unless the plan insists', () => {
    const { image: one, labelmap } = example(6);
    const examples = [one, { ...one, seriesId: 'other' }].map((seen) => ({ image: seen, labelmap }));
    const full = withIngredients(PLANS.modest.fast, INGREDIENTS);
    const across = suitPlan({ plan: full, examples });
    expect(across).toMatchObject({ generatorSteps: 0, outerEvery: undefined, includeValidationAt: 0 });
    expect(suitPlan({ plan: full, examples: examples.slice(1) })).toBe(full);
    expect(suitPlan({ plan: full, examples: examples.slice(1), toPredict: [{ seriesId: 'new' }] })).toEqual(
      across,
    );
    const insisting = withIngredients(
      PLANS.modest.fast,
      INGREDIENTS.filter((name) => name !== 'within-scene'),
    );
    expect(suitPlan({ plan: insisting, examples })).toBe(insisting);
  });

  it('are each varied at a strength of their own', () => {
    const random = seededRandom(3);
    const rotations = Array.from({ length: 200 }, () => strengthOfOne(random, ACROSS_SERIES).rotation);
    expect(Math.min(...rotations)).toBeLessThan(0.1 * Math.PI);
    expect(Math.max(...rotations)).toBeGreaterThan(0.9 * Math.PI);
    expect(strengthOfOne(random, WITHIN_SERIES)).toEqual(WITHIN_SERIES);
  });

  it('keep linear contrasts: percentiles map to two thirds of the range, extremes are clipped', () => {
    const sample = Float32Array.from({ length: 1001 }, (_, i) => i);
    sample[1000] = 1e6;
    const fitted = fitNormalisation(sample, 'linear');
    const [low, middle, high, far, none] = normalise(Float32Array.of(10, 500, 990, 1e6, NaN), fitted);
    expect(low).toBeCloseTo(-2 / 3, 2);
    expect(middle).toBeCloseTo(0, 2);
    expect(high).toBeCloseTo(2 / 3, 2);
    expect([far, none]).toEqual([1, -1]);
    // A dot on a constant background is beyond the percentiles.
    const dot = fitNormalisation(
      Float32Array.from({ length: 1000 }, (_, i) => (i === 0 ? 7 : 3)),
      'linear',
    );
    expect(normalise(Float32Array.of(3, 7), dot)).toEqual(Float32Array.of(-2 / 3, 2 / 3));
    expect(normalise(Float32Array.of(5), fitNormalisation(Float32Array.of(5, 5), 'linear'))).toEqual(
      Float32Array.of(0),
    );
  });
});
