/**
 * Evaluates a method on one series: every eighth slice with the structure is drawn, and two slices without
 * it. The others are predicted as in the viewer; their Dice is that of all of them together. Surfaces are
 * those of the whole volume, with the drawn masks in place. Prints the JSON of `few-shot evaluate --json`.
 *
 *   tsx research/experiments/oneSeries.ts --series DIR --mask FILE
 *     --method augment|...|interpolation|propagation --seed 0 --size 64 --steps 750 --every 8 --threads 2
 */
import { parseArgs } from 'node:util';
import { defaultThreads } from '../../cli/engine/defaultThreads';
import { startEngine } from '../../cli/engine/startEngine';
import type { MethodName } from '../../cli/methods/methods';
import { planOf } from '../../cli/methods/methods';
import { measureCase } from '../../cli/metrics/measureCase';
import type { Example, Image } from '../../src/data/Image';
import { predictSeries } from '../../src/inference/predictSeries';
import { meanCaseDice } from '../../src/learning/dice';
import { PLANS } from '../../src/learning/presets';
import { INGREDIENTS } from '../../src/learning/recipe';
import { drawnOf } from './drawnOf';
import { learnSeries } from './learnSeries';
import { interpolate, propagate, readStack } from './stack';

/** Name for `--without` of the interpolation between drawn slices, which exists only for one series. */
const INTERPOLATION = 'interpolation';

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
  const { hd95, surfaceDice } = measureVolume(slices, drawn, masks);
  const report = {
    dice: { cases: [{ name: 'series', dice, hd95, surfaceDice }] },
    hd95: { unit: 'mm' },
    seconds: { train: seconds, predict: 0 },
    backend: 'wasm',
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exit();
}

/** Scores of the whole volume in mm, with the drawn masks in place. */
function measureVolume(slices: readonly Example[], drawn: ReadonlySet<number>, masks: readonly Uint8Array[]) {
  const [{ image: first }, { image: second }] = slices;
  const { rowSpacing, columnSpacing, origin } = geometryOf(first);
  return measureCase(
    'series',
    Buffer.concat(slices.map(({ labelmap }) => labelmap)),
    Buffer.concat(slices.map(({ labelmap }, i) => (drawn.has(i) ? labelmap : masks[i]))),
    [1],
    [first.columns, first.rows, slices.length],
    [columnSpacing, rowSpacing, geometryOf(second).origin[2] - origin[2]],
  );
}

function geometryOf({ id, geometry }: Image) {
  if (!geometry) throw new Error(`${id} has no position.`);
  return geometry;
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
  const interpolates = options.method === 'full' && !options.without.split(',').includes(INTERPOLATION);
  const { segmenter, series, seconds } = await learnSeries(slices, drawn, {
    plan: planOf(options.method as MethodName, preset, without),
    seed: Number(options.seed),
    interpolates,
  });
  const unseen = slices.filter((_, z) => !drawn.has(z)).map(({ image }) => image);
  const masks = new Map<string, Uint8Array>();
  for await (const event of predictSeries(series, unseen)) {
    if (event.stage !== 'cleaned') continue;
    for (const { id, labelmap } of event.masks) masks.set(id, labelmap);
  }
  segmenter.dispose();
  return { masks: slices.map(({ image, labelmap }) => masks.get(image.id) ?? labelmap), seconds };
}

void main();
