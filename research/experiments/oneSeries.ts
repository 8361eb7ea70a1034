/**
 * Evaluates a method on one series: every eighth slice with the structure is drawn, and two slices without
 * it. The others are predicted as in the viewer and scored together in 3-D. Prints the JSON of `few-shot
 * evaluate --json`.
 *
 *   tsx research/experiments/oneSeries.ts --series DIR --mask FILE
 *     --method augment|...|interpolation|propagation --seed 0 --size 64 --steps 750 --every 8 --threads 2
 */
import { parseArgs } from 'node:util';
import { defaultThreads } from '../../cli/engine/defaultThreads';
import { startEngine } from '../../cli/engine/startEngine';
import type { MethodName } from '../../cli/methods/methods';
import { planOf } from '../../cli/methods/methods';
import type { Example } from '../../src/data/Image';
import { sampleSeries } from '../../src/data/sampleSeries';
import { predictSeries } from '../../src/inference/predictSeries';
import { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import { meanCaseDice } from '../../src/learning/dice';
import { PLANS } from '../../src/learning/presets';
import { INGREDIENTS } from '../../src/learning/recipe';
import { train } from '../../src/learning/train';
import { interpolate, propagate, readStack, shownIn } from './stack';

/** Name for `--without` of the interpolation between drawn slices, which exists only for one series. */
const INTERPOLATION = 'interpolation';
/** Maximum number of images without masks. */
const UNLABELLED = 24;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      series: { type: 'string', default: '' },
      mask: { type: 'string', default: '' },
      method: { type: 'string', default: 'full' },
      without: { type: 'string', default: '' },
      seed: { type: 'string', default: '0' },
      size: { type: 'string', default: '64' },
      steps: { type: 'string', default: '750' },
      every: { type: 'string', default: '8' },
      threads: { type: 'string', default: String(defaultThreads()) },
    },
  });
  const slices = await readStack({
    name: 'series',
    image: { path: values.series, kind: 'series' },
    mask: { path: values.mask, kind: 'nifti' },
  });
  const drawn = drawnOf(slices, Number(values.every));
  const withoutLearning: Record<string, (() => Uint8Array[]) | undefined> = {
    interpolation: () => interpolate(slices, drawn),
    propagation: () => propagate(slices, drawn),
  };
  const made = withoutLearning[values.method]?.();
  const { masks, seconds } = made ? { masks: made, seconds: 0 } : await learn(slices, drawn, values);
  const pairs = slices.flatMap(({ labelmap }, i) =>
    drawn.has(i) ? [] : [{ caseId: 'series', predicted: masks[i], truth: labelmap }],
  );
  const dice = meanCaseDice(pairs, [1]);
  process.stdout.write(
    `${JSON.stringify({ dice: { cases: [{ dice }] }, seconds: { train: seconds, predict: 0 }, backend: 'wasm' })}\n`,
  );
  process.exit();
}

/**
 * Indices of the drawn slices: by default every eighth with the structure, starting with the fourth, and one
 * beyond each end of it.
 */
function drawnOf(slices: readonly Example[], every: number): Set<number> {
  const shown = shownIn(slices);
  const drawn = new Set(shown.filter((_, i) => i % every === Math.ceil(every / 2) - 1));
  for (const z of [Math.floor(shown[0] / 2), Math.ceil((shown[shown.length - 1] + slices.length) / 2)]) {
    if (slices[z] && !slices[z].labelmap.includes(1)) drawn.add(z);
  }
  return drawn;
}

interface LearnOptions {
  method: string;
  without: string;
  seed: string;
  size: string;
  steps: string;
  threads: string;
}

/** @returns masks of all slices, and the seconds of training only */
async function learn(
  slices: readonly Example[],
  drawn: ReadonlySet<number>,
  options: LearnOptions,
): Promise<{ masks: Uint8Array[]; seconds: number }> {
  await startEngine('wasm', Number(options.threads));
  const preset = {
    ...PLANS.modest.balanced,
    seconds: undefined,
    size: Number(options.size),
    segmenterSteps: Number(options.steps),
    patience: Infinity,
  };
  const without = INGREDIENTS.filter((name) => options.without.split(',').includes(name));
  const examples = slices.filter((_, z) => drawn.has(z));
  const others = slices.filter((_, z) => !drawn.has(z));
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
  const interpolates = options.method === 'full' && !options.without.split(',').includes(INTERPOLATION);
  const images = slices.map(({ image }) => image);
  const series = new SeriesPredictor(segmenter, {
    // The same values that normalised the training.
    sample: { ...(await sampleSeries(images, (z) => images[z])), values: sample },
    drawn: examples.map(({ image, labelmap }) => ({ ...image, labelmap })),
    between: interpolates ? others.map(({ image }) => image) : [],
  });
  const masks = new Map(examples.map(({ image, labelmap }) => [image.id, labelmap]));
  const unseen = others.map(({ image }) => image);
  for await (const event of predictSeries(series, unseen)) {
    if (event.stage !== 'cleaned') continue;
    for (const { id, labelmap } of event.masks) masks.set(id, labelmap);
  }
  segmenter.dispose();
  return {
    masks: slices.map(({ image, labelmap }) => masks.get(image.id) ?? labelmap),
    seconds: seconds.total,
  };
}

void main();
