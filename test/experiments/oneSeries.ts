/**
 * One series of which every eighth slice with the structure is drawn, and two without it; all others are predicted as the
 * viewer does it, and judged together in 3-D. Prints JSON as `few-shot evaluate --json` does.
 *
 *   tsx test/experiments/oneSeries.ts --series DIR --mask FILE --method augment|...|interpolation|propagation --seed 0 --size 64
 *     --steps 400 --every 8
 */
import { parseArgs } from 'node:util';
import { startEngine } from '../../cli/engine/startEngine';
import { readCase } from '../../cli/cases/readCase';
import { cutSlice, slicingOf } from '../../cli/files/slicing';
import type { MethodName } from '../../cli/methods/methods';
import { planOf } from '../../cli/methods/methods';
import type { Example, Image } from '../../src/data/Image';
import { fitNormalisation } from '../../src/data/normalisation';
import { cleanVolume } from '../../src/inference/cleanVolume';
import { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPriors } from '../../src/data/SeriesPriors';
import { meanCaseDice } from '../../src/learning/dice';
import { PLANS } from '../../src/learning/presets';
import { INGREDIENTS } from '../../src/learning/recipe';
import { train } from '../../src/learning/train';
import { interpolateMasks } from './interpolateMasks';

/** What `--without` calls the interpolation between drawn slices, which only one series can have. */
const INTERPOLATION = 'interpolation';
/** Images without masks that the search may look at. */
const UNLABELLED = 24;

interface Slice extends Example {
  drawn: boolean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      series: { type: 'string', default: '' },
      mask: { type: 'string', default: '' },
      method: { type: 'string', default: 'full' },
      without: { type: 'string', default: '' },
      seed: { type: 'string', default: '0' },
      size: { type: 'string', default: '64' },
      steps: { type: 'string', default: '400' },
      every: { type: 'string', default: '8' },
      networks: { type: 'string', default: '1' },
    },
  });
  const slices = await readSlices(values.series, values.mask, Number(values.every));
  const withoutLearning: Record<string, (() => Uint8Array[]) | undefined> = {
    interpolation: () => interpolate(slices),
    propagation: () => propagate(slices),
  };
  const made = withoutLearning[values.method]?.();
  const { masks, seconds } = made ? { masks: made, seconds: 0 } : await learn(slices, values);
  const pairs = slices.flatMap(({ drawn, labelmap }, i) =>
    drawn ? [] : [{ caseId: 'series', predicted: masks[i], truth: labelmap }],
  );
  const dice = meanCaseDice(pairs, [1]);
  process.stdout.write(
    `${JSON.stringify({ dice: { cases: [{ dice }] }, seconds: { train: seconds, predict: 0 }, backend: 'wasm' })}\n`,
  );
  process.exit();
}

function interpolate(slices: readonly Slice[]): Uint8Array[] {
  return interpolateMasks(
    slices.map(({ drawn, labelmap, image }) => ({ ...image, mask: drawn ? labelmap : null })),
  );
}

/** As `interpolate`, but between drawn slices the outlines follow the images, see `ShapePrior`. */
function propagate(slices: readonly Slice[]): Uint8Array[] {
  const priors = new SeriesPriors(
    slices.filter(({ drawn }) => drawn).map(({ image, labelmap }) => ({ ...image, labelmap })),
    [1],
    slices.filter(({ drawn }) => !drawn).map(({ image }) => image),
  );
  return interpolate(slices).map((mask, z) => {
    const odds = priors.for(slices[z].image)?.get(1);
    return odds ? Uint8Array.from(odds, (value) => (value > 0 ? 1 : 0)) : mask;
  });
}

/** Every eighth (or so) slice of those with the structure is drawn, from the fourth; and one beyond each end of it. */
async function readSlices(series: string, maskFile: string, every: number): Promise<Slice[]> {
  const { image, mask } = await readCase({
    name: 'series',
    image: { path: series, kind: 'series' },
    mask: { path: maskFile, kind: 'nifti' },
  });
  const slicing = slicingOf(image);
  const { rows, columns, spacing } = slicing;
  const slices = Array.from({ length: slicing.slices }, (_, z): Slice => ({
    image: {
      ...{ id: `slice ${z}`, seriesId: 'series', rows, columns, pixels: cutSlice(image.values, slicing, z) },
      geometry: {
        ...{ origin: [0, 0, z * (spacing?.slice ?? 1)], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
        ...{
          rowSpacing: spacing?.row ?? 1,
          columnSpacing: spacing?.column ?? 1,
          frameOfReferenceUID: 'series',
        },
      } as Image['geometry'],
    },
    labelmap: Uint8Array.from(cutSlice(mask, slicing, z), (value) => (value > 0 ? 1 : 0)),
    drawn: false,
  }));
  const shown = slices.flatMap(({ labelmap }, z) => (labelmap.includes(1) ? [z] : []));
  shown.filter((_, i) => i % every === Math.ceil(every / 2) - 1).forEach((z) => (slices[z].drawn = true));
  for (const z of [Math.floor(shown[0] / 2), Math.ceil((shown[shown.length - 1] + slices.length) / 2)]) {
    if (slices[z] && !slices[z].labelmap.includes(1)) slices[z].drawn = true;
  }
  return slices;
}

interface LearnOptions {
  method: string;
  without: string;
  seed: string;
  size: string;
  steps: string;
  networks: string;
}

/** @returns masks of all slices, and the seconds of training alone */
async function learn(
  slices: readonly Slice[],
  options: LearnOptions,
): Promise<{ masks: Uint8Array[]; seconds: number }> {
  await startEngine('wasm');
  const preset = {
    ...PLANS.modest.balanced,
    size: Number(options.size),
    segmenterSteps: Number(options.steps),
    patience: Infinity,
    members: Number(options.networks),
  };
  const without = INGREDIENTS.filter((name) => options.without.split(',').includes(name));
  const examples = slices.filter(({ drawn }) => drawn);
  const others = slices.filter(({ drawn }) => !drawn);
  const sample = Float32Array.from(
    slices.flatMap(({ image }) => [...image.pixels.filter((_, i) => i % 16 === 0)]),
  );
  const { description, weights, seconds } = await train(
    {
      examples,
      unlabelled: others
        .filter((_, i) => i % Math.ceil(others.length / UNLABELLED) === 0)
        .map(({ image }) => image),
      between: others.map(({ image }) => image),
      intensities: new Map([['series', sample]]),
      segments: [{ index: 1, name: 'Structure' }],
      plan: planOf(options.method as MethodName, preset, without),
      seed: Number(options.seed),
    },
    { onProgress: () => undefined, onImproved: () => undefined, pause: async () => false },
  );
  const segmenter = new Segmenter(description, weights);
  const normalisation = fitNormalisation(sample, description.intensities);
  const predicted: (Uint8Array | null)[] = [];
  const known = examples.map(({ image, labelmap }) => ({ ...image, labelmap }));
  const priors = new SeriesPriors(
    known,
    [1],
    others.map(({ image }) => image),
  );
  const interpolates = options.method === 'full' && !options.without.split(',').includes(INTERPOLATION);
  for (const { image, drawn } of slices) {
    const prior = interpolates ? priors.for(image) : undefined;
    predicted.push(drawn ? null : (await segmenter.predict(image, normalisation, prior)).labelmap);
  }
  segmenter.dispose();
  const { rows, columns } = slices[0].image;
  const drawn = slices.map((slice) => (slice.drawn ? slice.labelmap : null));
  const cleaned = cleanVolume({ rows, columns, slices: predicted, drawn });
  return { masks: cleaned.map((mask, i) => mask ?? slices[i].labelmap), seconds: seconds.total };
}

void main();
