import { randomDisplacement, randomMotion, WITHIN_SERIES, varyIntensity } from '../../src/data/augmentation';
import { averageBlocks } from '../../src/data/averageBlocks';
import { exampleCentre, fieldCentres, fitFieldOfView } from '../../src/data/FieldOfView';
import { fieldTransform, OUTSIDE, sampleImage, sampleLabelmap, STILL } from '../../src/data/FieldTransform';
import type { Example, Image } from '../../src/data/Image';
import { fitNormalisation, normalise } from '../../src/data/normalisation';
import { patientToPixel, pixelToPatient } from '../../src/data/patientSpace';
import { normal, seededRandom } from '../../src/data/random';
import { axialGeometry } from '../support/phantom';

function image(rows: number, columns: number, extra: Partial<Image> = {}): Image {
  return { id: 'a', seriesId: 's', rows, columns, pixels: new Float32Array(rows * columns), ...extra };
}

function boxExample(base: Image, top: number, left: number, height: number, width: number): Example {
  const labelmap = new Uint8Array(base.rows * base.columns);
  for (let r = top; r < top + height; r++)
    for (let c = left; c < left + width; c++) labelmap[r * base.columns + c] = 1;
  return { image: base, labelmap };
}

describe('normalisation', () => {
  const tissue = () => {
    const random = seededRandom(3);
    return Array.from({ length: 4000 }, () => 500 + 50 * normal(random));
  };

  it('does not depend on how much air is around the patient, nor on outliers', () => {
    const little = fitNormalisation(Float32Array.from([...tissue(), ...new Array(1000).fill(0)]));
    const much = fitNormalisation(Float32Array.from([...tissue(), ...new Array(12000).fill(0)]));
    const outliers = fitNormalisation(Float32Array.from([...tissue(), ...new Array(1000).fill(0), 1e6, NaN]));
    for (const other of [much, outliers]) {
      expect(Math.abs(other.centre - little.centre)).toBeLessThan(5);
      expect(other.spread / little.spread).toBeCloseTo(1, 1);
    }
  });

  it('is invariant to scale and offset of the scanner, stays in -1..1 and increases', () => {
    const raw = Float32Array.from([...tissue(), ...new Array(2000).fill(0)]);
    const scaled = raw.map((v) => 3 * v - 1024);
    const a = normalise(raw, fitNormalisation(raw));
    const b = normalise(scaled, fitNormalisation(scaled));
    a.forEach((v, i) => expect(b[i]).toBeCloseTo(v, 3));
    const ramp = normalise(Float32Array.from([-1e9, 0, 400, 500, 600, 1e9, NaN]), fitNormalisation(raw));
    expect(ramp[0]).toBe(-1);
    expect(ramp[5]).toBe(1);
    expect(ramp[6]).toBe(-1);
    for (let i = 1; i < 6; i++) expect(ramp[i]).toBeGreaterThan(ramp[i - 1]);
  });

  it('equalised, makes images of one content but another contrast curve alike, and keeps the order', () => {
    const raw = Float32Array.from([...tissue(), ...tissue().map((v) => v + 300), ...new Array(2000).fill(0)]);
    // Simulates a scanner that shows bright tissue with less contrast.
    const curved = raw.map((v) => 60 * Math.sqrt(v));
    const distance = (mapping: 'robust' | 'equalised') => {
      const [a, b] = [raw, curved].map((values) => normalise(values, fitNormalisation(values, mapping)));
      return a.reduce((sum, v, i) => sum + Math.abs(v - b[i]), 0) / a.length;
    };
    expect(distance('equalised')).toBeLessThan(0.7 * distance('robust'));
    const fitted = fitNormalisation(raw, 'equalised');
    const ramp = normalise(Float32Array.from([-1e9, 400, 500, 600, 800, 1e9, NaN]), fitted);
    expect([ramp[0], ramp[5], ramp[6]]).toEqual([-1, 1, -1]);
    for (let i = 1; i < 6; i++) expect(ramp[i]).toBeGreaterThan(ramp[i - 1]);
    const empty = normalise(Float32Array.from([1, 2]), fitNormalisation(new Float32Array(0), 'equalised'));
    expect(empty.every((value) => value > -1 && value < 1)).toBe(true);
  });

  it('takes a constant and an empty sample', () => {
    expect(fitNormalisation(new Float32Array(10).fill(7))).toEqual({ centre: 7, spread: 1 });
    expect(fitNormalisation(new Float32Array(0))).toEqual({ centre: 0, spread: 1 });
  });
});

describe('field of view', () => {
  it('is centred on the masks in patient space, for other orientations too', () => {
    const axial = [0, 40].map((z) =>
      boxExample(image(100, 120, { geometry: axialGeometry(z, 2) }), 40, 50, 20, 30),
    );
    const field = fitFieldOfView(axial);
    // The masks cover pixels 50..79 and 40..59, each 2 mm wide, and z = 0..40 mm.
    expect(field.centres['1.2.3']).toEqual([129, 99, 20]);
    expect(field.edgeMm).toBeCloseTo(1.5 * 60);
    const coronal = image(80, 200, {
      geometry: {
        origin: [0, 99, 60],
        rowCosines: [1, 0, 0],
        columnCosines: [0, 0, -1],
        rowSpacing: 1,
        columnSpacing: 1.5,
        frameOfReferenceUID: '1.2.3',
      },
    });
    expect(fieldCentres(field, coronal)).toEqual([{ row: 40, column: 86 }]);
  });

  it('covers an image of unknown patient space with overlapping tiles', () => {
    const field = fitFieldOfView([boxExample(image(100, 100), 40, 40, 30, 30)]);
    const centres = fieldCentres(field, image(100, 60));
    const half = field.edgeMm / 2;
    for (let row = 0; row < 100; row++) {
      for (let column = 0; column < 60; column++) {
        const covered = centres.some(
          (c) => Math.abs(c.row - row) <= half && Math.abs(c.column - column) <= half,
        );
        expect(covered).toBe(true);
      }
    }
    expect(exampleCentre(field, boxExample(image(100, 100), 40, 40, 30, 30))).toEqual({
      row: 54.5,
      column: 54.5,
    });
  });

  it('shows the surroundings of a single drawn pixel, and never more than the image', () => {
    expect(fitFieldOfView([boxExample(image(100, 100), 50, 50, 1, 1)]).edgeMm).toBe(32);
    expect(fitFieldOfView([boxExample(image(100, 100), 1, 1, 90, 90)]).edgeMm).toBe(100);
  });
});

describe('sampling', () => {
  it('round-trips between pixels and patient space', () => {
    const geometry = { ...axialGeometry(3, 0.7), origin: [10, -20, 3] as const, columnSpacing: 1.3 };
    const pixel = patientToPixel(geometry, pixelToPatient(geometry, { row: 12, column: 34 }));
    expect(pixel.row).toBeCloseTo(12);
    expect(pixel.column).toBeCloseTo(34);
  });

  it('samples a linear image exactly, on anisotropic pixels, rotated', () => {
    const base = image(60, 40, { geometry: { ...axialGeometry(0), rowSpacing: 0.5, columnSpacing: 2 } });
    for (let i = 0; i < base.pixels.length; i++)
      base.pixels[i] = (Math.floor(i / 40) * 0.5 + (i % 40) * 2) / 200;
    const motion = { ...STILL, angle: 0.5 };
    const t = fieldTransform(base, { row: 30, column: 20 }, 10, 11, motion);
    const out = sampleImage(base, t, 11);
    // The centre stays in place; a step along the field's row moves by cos in x and sin in y, in mm.
    expect(out[5 * 11 + 5]).toBeCloseTo((15 + 40) / 200, 5);
    const step = (10 / 11) * (Math.cos(0.5) + Math.sin(0.5));
    expect((out[5 * 11 + 6] - out[5 * 11 + 5]) * 200).toBeCloseTo(step, 3);
  });

  it('samples a linear image of fine, anisotropic pixels through means of blocks', () => {
    const [rows, columns] = [203, 101];
    const fine = image(rows, columns, {
      geometry: { ...axialGeometry(0), rowSpacing: 0.5, columnSpacing: 1 },
    });
    fine.pixels = Float32Array.from({ length: rows * columns }, (_, i) => {
      return (Math.floor(i / columns) + 3 * (i % columns)) / 1000;
    });
    const blocks = averageBlocks(fine, 80, 10);
    expect(blocks).toMatchObject({ block: { rows: 8, columns: 4 }, rows: 26, columns: 26 });
    const t = fieldTransform(fine, { row: 101, column: 50 }, 80, 10, { ...STILL, angle: 0.3 });
    const direct = sampleImage(fine, t, 10);
    sampleImage(blocks, t, 10).forEach((value, i) => expect(value).toBeCloseTo(direct[i], 4));
    expect(averageBlocks(fine, 80, 60)).toBe(fine);
  });

  it('fills what lies outside, and keeps image and labels aligned under a warp', () => {
    const base = image(32, 32);
    const labels = new Uint8Array(1024);
    for (let r = 8; r < 24; r++) for (let c = 8; c < 24; c++) labels[r * 32 + c] = 1;
    base.pixels.set(Float32Array.from(labels, (v) => 2 * v - 1));
    const random = seededRandom(5);
    const t = fieldTransform(base, { row: 16, column: 16 }, 32, 32, randomMotion(random, WITHIN_SERIES));
    const displacement = randomDisplacement(random, WITHIN_SERIES, 32);
    const warped = sampleImage(base, t, 32, displacement);
    const warpedLabels = sampleLabelmap(labels, 32, 32, t, 32, displacement);
    let different = 0;
    warped.forEach((v, i) => (different += v > 0 !== warpedLabels[i] > 0 ? 1 : 0));
    expect(different).toBeLessThan(40);
    const far = sampleImage(base, fieldTransform(base, { row: 200, column: 200 }, 32, 8), 8);
    expect(far.every((v) => v === OUTSIDE)).toBe(true);
  });

  it('varies intensities within the range, and reproducibly', () => {
    const draw = () => {
      const values = Float32Array.from({ length: 100 }, (_, i) => i / 50 - 1);
      varyIntensity(values, seededRandom(8), WITHIN_SERIES);
      return values;
    };
    expect(draw()).toEqual(draw());
    expect(draw().every((v) => v >= -1 && v <= 1)).toBe(true);
  });
});
