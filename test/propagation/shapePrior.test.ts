import { startBackend } from '../../src/backends/startBackend';
import { signedDistance } from '../../src/data/signedDistance';
import type { Image } from '../../src/data/Image';
import { seededRandom } from '../../src/data/random';
import { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPriors } from '../../src/propagation/SeriesPriors';
import { meanDice } from '../../src/learning/dice';
import { createSegmenter } from '../../src/networks/createSegmenter';
import { interpolateMasks } from '../../research/experiments/interpolateMasks';
import { WASM_ASSETS } from '../support/backends';
import { axialGeometry } from '../support/phantom';

const SIZE = 48;
/** Distance between slices, mm. */
const GAP = 2;

/** A cone: the radius falls linearly with the height. */
const radiusAt = (z: number) => 16 - z / 4;

function disc(radius: number): Uint8Array {
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) =>
    Math.hypot(Math.floor(i / SIZE) - 24, (i % SIZE) - 24) < radius ? 1 : 0,
  );
}

const drawnAt = (z: number, labelmap = disc(radiusAt(z))) => ({
  ...{ rows: SIZE, columns: SIZE, geometry: axialGeometry(z), labelmap },
});
const imageAt = (z: number): Image => ({
  ...{ id: `${z}`, seriesId: 's', rows: SIZE, columns: SIZE, pixels: new Float32Array(SIZE * SIZE) },
  geometry: axialGeometry(z),
});

describe('signed distance', () => {
  it('is the distance to the outline, negative inside', () => {
    const distance = signedDistance({ rows: SIZE, columns: SIZE, values: disc(10) });
    expect(distance[24 * SIZE + 24]).toBeCloseTo(-10, 0);
    // Measured between pixel centres: the outline itself is half a pixel nearer.
    expect(distance[24 * SIZE + 44]).toBe(11);
    const empty = signedDistance({ rows: 3, columns: 4, values: new Uint8Array(12) });
    expect([...new Set(empty)]).toEqual([5]);
  });
});

describe('what drawn slices say about those between', () => {
  const drawn = [0, 16, 32].map((z) => drawnAt(z));
  const priors = new SeriesPriors(drawn, [1, 2]);

  it('is the interpolated outline', () => {
    const middle = priors.for(imageAt(8))?.get(1);
    const truth = disc(radiusAt(8));
    const wrong = middle?.reduce((sum, odds, i) => sum + (odds > 0 === truth[i] > 0 ? 0 : 1), 0);
    expect(wrong).toBeLessThan(20);
    expect([...(priors.for(imageAt(8))?.keys() ?? [])]).toEqual([1]);
  });

  /** Number of pixels that are more likely inside than outside; undefined without a prior. */
  const areaOf = (from: SeriesPriors, z: number) =>
    from
      .for(imageAt(z))
      ?.get(1)
      ?.reduce((sum, odds) => sum + (odds > 0 ? 1 : 0), 0);

  const nothingAt = (z: number) => drawnAt(z, new Uint8Array(SIZE * SIZE));
  const CORE = 24 * SIZE + 24;
  const coreOf = (from: SeriesPriors, z: number, segment = 1) =>
    from.for(imageAt(z))?.get(segment)?.[CORE] ?? NaN;

  it('is an outline that shrinks towards a slice that does not show it, and leaves the middle to the network', () => {
    // The cone has a radius of 8 at 32, and is known to have ended at 64.
    const ending = new SeriesPriors([nothingAt(-32), ...drawn, nothingAt(64)], [1]);
    const [last, near, far] = [31, 43, 46].map((z) => areaOf(ending, z) ?? NaN);
    expect(near).toBeLessThan(last);
    expect(far).toBeLessThan(near);
    expect(far).toBeGreaterThan(0);
    expect([-30, 50, 62].map((z) => areaOf(ending, z))).toEqual([0, 0, 0]);
    // The prior is certain next to the slices, and uncertain between them.
    const [sure, unsure, gone] = [34, 46, 63].map((z) => coreOf(ending, z));
    expect(sure).toBeGreaterThan(2);
    expect(Math.abs(unsure)).toBeLessThan(1);
    expect(gone).toBeLessThan(-2);
    // A confident network overrules the prior: its log-odds count with a weight of 0.3.
    expect(0.3 * Math.log(0.999 / 0.001)).toBeGreaterThan(-coreOf(ending, 56));
  });

  it('says nothing beyond the last slice where none says that the structure has ended', () => {
    const open = new SeriesPriors([...drawn, nothingAt(64), nothingAt(80)], [1]);
    expect([-17, -1, 64, 70, 81].map((z) => areaOf(open, z))).toEqual(Array(5).fill(undefined));
    expect(areaOf(open, 40)).toBeDefined();
    // The structure may continue on a drawn image that is not on the stack.
    const elsewhere = {
      ...drawn[2],
      geometry: { ...axialGeometry(48), origin: [9, 9, 48] as [number, number, number] },
    };
    const incomplete = new SeriesPriors([...drawn, elsewhere, nothingAt(64)], [1]);
    expect(areaOf(incomplete, 40)).toBeUndefined();
    expect(areaOf(incomplete, 24)).toBeDefined();
  });

  it('ends each segment by itself, and again where it is shown again', () => {
    const both = disc(6).map((value, i) => (i % SIZE < 24 ? value : 2 * value));
    const one = both.map((value) => (value === 1 ? 1 : 0));
    const [left, right] = [24 * SIZE + 21, 24 * SIZE + 27];
    const stack = [0, 8, 16].map((z) => drawnAt(z, both));
    const priors = new SeriesPriors([...stack, drawnAt(24, one), nothingAt(32), drawnAt(40, one)], [1, 2]);
    const at = (z: number) => priors.for(imageAt(z));
    expect(at(23)?.get(1)?.[left]).toBeGreaterThan(1);
    expect(at(23)?.get(2)?.[right]).toBeLessThan(-1);
    expect(at(31)?.get(1)?.[left]).toBeLessThan(-1);
    expect(at(31)?.has(2)).toBe(false);
    expect(at(39)?.get(1)?.[left]).toBeGreaterThan(1);
    // Such slices are not used for training.
    expect(priors.between(imageAt(31))).toBeUndefined();
    expect(priors.between(imageAt(7))?.size).toBe(2);
  });

  it('is nothing on other grids and for other orientations', () => {
    expect(priors.for({ ...imageAt(8), rows: SIZE / 2 })).toBeUndefined();
    const geometry = axialGeometry(8);
    expect(priors.for({ ...imageAt(8), geometry: { ...geometry, origin: [5, 0, 8] } })).toBeUndefined();
    expect(priors.for({ ...imageAt(8), geometry: { ...geometry, rowCosines: [0, 0, 1] } })).toBeUndefined();
    expect(priors.for({ ...imageAt(8), geometry: undefined })).toBeUndefined();
    expect(new SeriesPriors([drawn[0]], [1]).for(imageAt(8))).toBeUndefined();
  });

  it('is nothing at a drawn slice, or where phases share a position', () => {
    expect(priors.for(imageAt(16))).toBeUndefined();
    expect(new SeriesPriors([...drawn, drawnAt(16, disc(5))], [1]).for(imageAt(8))).toBeUndefined();
  });

  it('trusts interpolation less where it has failed', () => {
    // The middle slice differs from the interpolation of its neighbours.
    const jumping = new SeriesPriors([drawn[0], drawnAt(16, disc(9.5)), drawn[2]], [1]);
    const pixel = 24 * SIZE + 24;
    const [calm, unsure] = [priors, jumping].map((each) =>
      Math.abs(each.for(imageAt(8))?.get(1)?.[pixel] ?? 0),
    );
    expect(unsure).toBeLessThan(calm / 2);
    // The prior becomes weaker with the distance to the next drawn slice.
    const outside = 24 * SIZE + 46;
    const [near, middle] = [GAP, 8].map((z) => jumping.for(imageAt(z))?.get(1)?.[outside] ?? 0);
    expect(near).toBeLessThan(middle);
    // There is no prior if the interpolation was completely wrong or could not be tested.
    const wrong = new SeriesPriors([drawn[0], drawnAt(16, disc(4)), drawn[2]], [1]);
    expect(wrong.for(imageAt(8))).toBeUndefined();
    expect(new SeriesPriors([drawn[0], drawn[2]], [1]).for(imageAt(8))).toBeUndefined();
  });

  it('follows a structure that moves farther than it is wide, where the images show it', () => {
    const across = (z: number) => 16 + z / 2;
    const masks = (z: number) =>
      Uint8Array.from({ length: SIZE * SIZE }, (_, i) =>
        Math.hypot(Math.floor(i / SIZE) - 24, (i % SIZE) - across(z)) < 5 ? 1 : 0,
      );
    const picture = (z: number) => Float32Array.from(masks(z), (inside, i) => 100 * inside + ((7 * i) % 5));
    const tube = [0, 16, 32].map((z) => ({ ...drawnAt(z, masks(z)), pixels: picture(z) }));
    const heights = [2, 4, 6, 8, 10, 12, 14, 18, 20, 22, 24, 26, 28, 30];
    const between = heights.map((z) => ({ ...imageAt(z), pixels: picture(z) }));
    const following = new SeriesPriors(tube, [1], between);
    for (const z of [8, 9, 24]) {
      const odds = following.for(imageAt(z))?.get(1);
      const guess = Uint8Array.from(odds ?? [], (value) => (value > 0 ? 1 : 0));
      expect([z, meanDice(guess, masks(z), [1]) > 0.8]).toEqual([z, true]);
    }
    // Without the images, or with blank ones, the outlines of such slices give no prior.
    expect(new SeriesPriors(tube, [1]).for(imageAt(8))).toBeUndefined();
    const blind = between.map((image) => ({ ...image, pixels: new Float32Array(SIZE * SIZE) }));
    expect(new SeriesPriors(tube, [1], blind).for(imageAt(8))).toBeUndefined();
    // If two images share one position, it is unclear to which of them an outline belongs.
    const phases = [...between, { ...imageAt(8), pixels: picture(8) }];
    expect(new SeriesPriors(tube, [1], phases).for(imageAt(9))).toBeUndefined();
  });

  it('takes series without a mask, masks of another size, and images on a strip', () => {
    const empty = drawn.map((slice) => ({ ...slice, labelmap: slice.labelmap.map(() => 0) }));
    const between = [{ ...imageAt(8), pixels: new Float32Array(SIZE * SIZE) }];
    const shown = empty.map((slice) => ({ ...slice, pixels: new Float32Array(SIZE * SIZE) }));
    expect(new SeriesPriors(shown, [1], between).for(imageAt(8))).toBeUndefined();
    const strip = shown.map((slice) => ({
      ...{ ...slice, rows: 100, columns: 8 },
      ...{ labelmap: new Uint8Array(800), pixels: new Float32Array(800) },
    }));
    const onStrip = { ...imageAt(8), rows: 100, columns: 8, pixels: new Float32Array(800) };
    expect(new SeriesPriors(strip, [1], [onStrip]).for(onStrip)).toBeUndefined();
    const cut = drawn.map((slice, i) =>
      i === 1 ? { ...slice, labelmap: new Uint8Array(9).fill(1) } : slice,
    );
    expect(new SeriesPriors(cut, [1]).for(imageAt(8))).toBeUndefined();
  });

  it('interpolates as before where following the images is worse', () => {
    // The image content moves to the right, but the drawn structure does not.
    const drifting = (z: number) =>
      Float32Array.from({ length: SIZE * SIZE }, (_, i) => 50 * Math.sin(((i % SIZE) - 2 * z) / 4));
    const shown = drawn.map((slice, i) => ({ ...slice, pixels: drifting(16 * i) }));
    const between = [2, 4, 6, 8, 10, 12, 14, 18, 20, 22, 24, 26, 28, 30].map((z) => ({
      ...imageAt(z),
      pixels: drifting(z),
    }));
    expect(new SeriesPriors(shown, [1], between).for(imageAt(8))).toEqual(
      new SeriesPriors(drawn, [1]).for(imageAt(8)),
    );
  });

  it('decides where the network is unsure', async () => {
    await startBackend('wasm', WASM_ASSETS);
    const network = createSegmenter('unet', { size: 32, width: 4, classes: 2 }, seededRandom(1));
    const { kind, shape } = network;
    const field = { edgeMm: SIZE, centres: { '1.2.3': [24, 24, 0] as [number, number, number] } };
    const description = {
      segments: [{ index: 1, name: 'Cone' }],
      field: { ...field, relativeCentre: { row: 0.5, column: 0.5 } },
      network: { kind, ...shape },
    };
    // Untrained weights whose logits are all 0: both classes are equally likely everywhere.
    const weights = await network.parameters.read();
    weights.get('logits.filter')?.values.fill(0);
    const segmenter = new Segmenter(description, weights);
    const image = imageAt(8);
    const normalisation = { centre: 0, spread: 1 };
    const { labelmap } = await segmenter.predict(image, normalisation, { priors: priors.for(image) });
    const plain = await segmenter.predict(image, { centre: 0, spread: 1 });
    segmenter.dispose();
    network.parameters.dispose();
    const truth = disc(radiusAt(8));
    const wrong = labelmap.reduce((sum, label, i) => sum + (label === truth[i] ? 0 : 1), 0);
    expect(wrong).toBeLessThan(20);
    expect(plain.labelmap.some((label) => label > 0)).toBe(false);
  });
});

it('interpolation alone gives the cone between the slices, and nothing beyond', () => {
  const slices = Array.from({ length: 20 }, (_, i) => ({
    ...{ rows: SIZE, columns: SIZE, mask: i % 8 === 0 ? disc(radiusAt(i * GAP)) : null },
  }));
  const masks = interpolateMasks(slices);
  const truth = disc(radiusAt(4 * GAP));
  expect(masks[4].reduce((sum, label, i) => sum + (label === truth[i] ? 0 : 1), 0)).toBeLessThan(20);
  expect(masks[18].some((label) => label > 0)).toBe(false);
});

describe('outlines beside a network', () => {
  const ratio = (radii: readonly number[]) => {
    const priors = new SeriesPriors(
      radii.map((radius, i) => drawnAt(8 * i, disc(radius))),
      [1],
    );
    const [weighted, plain] = [priors.for(imageAt(4)), priors.between(imageAt(4))].map((all) => all?.get(1));
    return (weighted?.[0] ?? NaN) / (plain?.[0] ?? NaN);
  };

  it('have less weight where they miss drawn slices that are left out', () => {
    expect(ratio([14, 13, 12, 11])).toBe(1);
    expect(ratio([8, 6, 8, 6])).toBeLessThan(0.5);
  });
});
