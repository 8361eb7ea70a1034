import { dice } from '../../cli/metrics/dice';
import type { Size3 } from '../../src/data/distanceTransform';
import { squaredDistances } from '../../src/data/distanceTransform';
import { hausdorff95 } from '../../cli/metrics/hausdorff';
import { surfaceDice } from '../../cli/metrics/surfaceDice';
import { surfaceDistances } from '../../cli/metrics/surfaceDistances';
import { measureCase } from '../../cli/metrics/measureCase';
import { summarise } from '../../cli/metrics/summarise';
import { seededRandom } from '../../src/data/random';

/** A mask with random islands of label 1. */
function randomMask(size: Size3, seed: number, share = 0.2): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: size[0] * size[1] * size[2] }, () => (random() < share ? 1 : 0));
}

/** HD95 and surface Dice by definition, over all pairs of surface voxels. */
function measureSlowly(a: Uint8Array, b: Uint8Array, size: Size3, spacing: Size3, tolerance: number) {
  const points = (mask: Uint8Array) => {
    const at = (p: number[]) =>
      p.some((value, axis) => value < 0 || value >= size[axis])
        ? 0
        : mask[p[0] + size[0] * (p[1] + size[1] * p[2])];
    const found: number[][] = [];
    for (let z = 0; z < size[2]; z++)
      for (let y = 0; y < size[1]; y++)
        for (let x = 0; x < size[0]; x++) {
          const open = [0, 1, 2].some(
            (axis) =>
              size[axis] > 1 &&
              [-1, 1].some((step) => at([x, y, z].map((v, i) => (i === axis ? v + step : v))) === 0),
          );
          if (at([x, y, z]) === 1 && open) found.push([x * spacing[0], y * spacing[1], z * spacing[2]]);
        }
    return found;
  };
  const [pa, pb] = [points(a), points(b)];
  const directed = (from: number[][], to: number[][]) =>
    from.map((p) => Math.min(...to.map((q) => Math.hypot(...p.map((v, i) => v - q[i])))));
  const percentile95 = (distances: number[]) => {
    const sorted = [...distances].sort((x, y) => x - y);
    const at = 0.95 * (sorted.length - 1);
    const low = Math.floor(at);
    return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
  };
  const [forth, back] = [directed(pa, pb), directed(pb, pa)];
  const both = [...forth, ...back];
  return {
    hd95: Math.max(percentile95(forth), percentile95(back)),
    surfaceDice: both.filter((distance) => distance <= tolerance).length / both.length,
  };
}

describe('dice', () => {
  it('is twice the overlap over the sum', () => {
    expect(dice(Uint8Array.of(1, 1, 0, 2), Uint8Array.of(1, 0, 0, 1), 1)).toBe(0.5);
  });

  it('is 1 when both are empty and 0 when one is', () => {
    expect(dice(Uint8Array.of(0, 2), Uint8Array.of(0, 0), 1)).toBe(1);
    expect(dice(Uint8Array.of(0, 1), Uint8Array.of(0, 0), 1)).toBe(0);
  });

  it('refuses arrays of different lengths', () => {
    expect(() => dice(new Uint8Array(2), new Uint8Array(3), 1)).toThrow('2 and 3');
  });
});

describe('hausdorff95 and surfaceDice', () => {
  it.each<[string, Size3, Size3]>([
    ['a 2-D image', [13, 11, 1], [1, 1, 1]],
    ['a volume with unequal spacing', [9, 8, 7], [0.5, 0.7, 3]],
    ['a single column', [1, 17, 1], [1, 2, 1]],
  ])('agrees with all pairs of surface voxels on %s', (_, size, spacing) => {
    for (let seed = 1; seed <= 5; seed++) {
      const a = randomMask(size, seed);
      const b = randomMask(size, seed + 100, 0.1);
      if (!a.includes(1) || !b.includes(1)) continue;
      const distances = surfaceDistances(a, b, 1, size, spacing);
      const expected = measureSlowly(a, b, size, spacing, 1);
      expect(hausdorff95(distances)).toBeCloseTo(expected.hd95, 9);
      expect(surfaceDice(distances, 1)).toBeCloseTo(expected.surfaceDice, 9);
    }
  });

  it('know masks that are equal, empty, or empty on one side', () => {
    const size: Size3 = [4, 4, 1];
    const mask = randomMask(size, 1, 0.5);
    const empty = new Uint8Array(16);
    const measured = (a: Uint8Array, b: Uint8Array) => {
      const distances = surfaceDistances(a, b, 1, size, [1, 1, 1]);
      return [hausdorff95(distances), surfaceDice(distances, 2)];
    };
    expect(measured(empty, empty)).toEqual([0, 1]);
    expect(measured(mask, mask)).toEqual([0, 1]);
    expect(measured(mask, empty)).toEqual([null, 0]);
    expect(measured(empty, mask)).toEqual([null, 0]);
  });

  it('measure in units of the spacing', () => {
    const a = Uint8Array.of(1, 0, 0, 0);
    const b = Uint8Array.of(0, 0, 0, 1);
    const distances = surfaceDistances(a, b, 1, [4, 1, 1], [2, 1, 1]);
    expect(hausdorff95(distances)).toBe(6);
    expect([5.9, 6].map((tolerance) => surfaceDice(distances, tolerance))).toEqual([0, 1]);
    const one = Uint8Array.of(1);
    expect(hausdorff95(surfaceDistances(one, one, 1, [1, 1, 1], [1, 1, 1]))).toBe(0);
  });

  it('are fast on 256 x 256 x 100 voxels', () => {
    const size: Size3 = [256, 256, 100];
    const ball = (cx: number, r: number) => {
      const mask = new Uint8Array(size[0] * size[1] * size[2]);
      for (let z = 0, i = 0; z < size[2]; z++)
        for (let y = 0; y < size[1]; y++)
          for (let x = 0; x < size[0]; x++, i++)
            mask[i] = (x - cx) ** 2 + (y - 128) ** 2 + 4 * (z - 50) ** 2 < r * r ? 1 : 0;
      return mask;
    };
    const [a, b] = [ball(120, 90), ball(130, 90)];
    const start = performance.now();
    const distance = hausdorff95(surfaceDistances(a, b, 1, size, [1, 1, 2]));
    // Takes at most a second on an idle machine; the limit allows for a busy one.
    expect(performance.now() - start).toBeLessThan(8000);
    expect(distance).toBeGreaterThan(8);
    expect(distance).toBeLessThan(10.5);
  });
});

describe('squaredDistances', () => {
  it('leaves infinity where there is no seed', () => {
    const field = new Float64Array(6).fill(Infinity);
    squaredDistances(field, [3, 2, 1], [1, 1, 1]);
    expect([...field].every((value) => value === Infinity)).toBe(true);
  });
});

describe('measureCase', () => {
  it('takes the mean over labels, and no distance when a label is missing on one side', () => {
    const reference = Uint8Array.of(1, 1, 2, 0);
    const score = measureCase('x', reference, Uint8Array.of(1, 1, 0, 0), [1, 2], [4, 1, 1], [1, 1, 1]);
    expect(score).toEqual({ name: 'x', dice: 0.5, hd95: null, surfaceDice: 0.5 });
    expect(measureCase('x', reference, reference, [1, 2], [4, 1, 1], [1, 1, 1])).toEqual({
      name: 'x',
      dice: 1,
      hd95: 0,
      surfaceDice: 1,
    });
  });
});

describe('summarise', () => {
  it('gives mean and population deviation', () => {
    expect(summarise([1, 3])).toEqual({ mean: 2, std: 1 });
    expect(summarise([])).toEqual({ mean: null, std: null });
  });
});
