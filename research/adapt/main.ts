/**
 * Measures what a saved model is worth in another study: predicting with it as it is (*Apply*), going on from
 * it with one or two masks (*Adapt*), and training from nothing with the same masks.
 *
 *   npm run adapt -- [--sets hippocampus,lv] [--seeds 0] [--steps 400] [--adapt-steps 60] [--threads 1]
 *
 * By default a training has about as many steps as the preset Fast reaches in its minute, and Adapt as many
 * as it reaches in its 8 seconds. Figures are kept in .cache/adapt.jsonl: an interrupted run goes on.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { startEngine } from '../../cli/engine/startEngine';
import { spread } from '../../src/data/spread';
import { meanCaseDice } from '../../src/learning/dice';
import type { TrainingPlan } from '../../src/learning/presets';
import { PLANS } from '../../src/learning/presets';
import { INGREDIENTS, withIngredients } from '../../src/learning/recipe';
import { train } from '../../src/learning/train';
import type { TrainingStart } from '../../src/learning/TrainingStart';
import { Segmenter } from '../../src/inference/Segmenter';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { predictVolume } from '../attention/predictVolume';
import { learnSeries, openSeries, sampleOf } from '../experiments/learnSeries';
import { mean } from '../experiments/statistics';
import { shownIn } from '../experiments/stack';
import { SETS, type Study, type StudySet } from './studies';

const FILE = path.join(repositoryRoot, '.cache/adapt.jsonl');
const WAYS = ['apply', 'adapt', 'scratch'] as const;
type Way = (typeof WAYS)[number];

/** A measured figure: the Dice over the images of a study that are not drawn. */
interface Figure {
  set: string;
  study: string;
  seed: number;
  masks: number;
  way: Way;
  steps: number;
  dice: number;
}

const words = (text: string) => text.split(',');
const keyOf = ({ set, study, seed, masks, way, steps }: Omit<Figure, 'dice'>) =>
  [set, study, seed, masks, way, steps].join(' ');

async function main(): Promise<void> {
  const options = new Command('adapt')
    .option('--sets <list>', 'of the sets', words, Object.keys(SETS))
    .option('--seeds <list>', 'seeds', words, ['0'])
    .option('--steps <n>', 'steps of a training from nothing', '400')
    .option('--adapt-steps <n>', 'steps of Adapt', '60')
    .option('--threads <n>', 'number of threads', '1')
    .parse()
    .opts<Record<'steps' | 'adaptSteps' | 'threads', string> & { sets: string[]; seeds: string[] }>();
  await startEngine('wasm', Number(options.threads));
  const figures = readFigures();
  for (const name of options.sets) {
    if (!SETS[name]) throw new Error(`There is no set ${name}: they are ${Object.keys(SETS).join(', ')}.`);
    const set = await SETS[name]();
    for (const seed of options.seeds.map(Number)) {
      let learnt: TrainingStart | undefined;
      for (const study of set.others) {
        for (const masks of [1, 2]) {
          // The panel trains from nothing with two masks or more.
          for (const way of WAYS.filter((one) => one !== 'scratch' || masks > 1)) {
            const steps = { apply: 0, adapt: Number(options.adaptSteps), scratch: Number(options.steps) }[
              way
            ];
            const place = { set: name, study: study.name, seed, masks, way, steps };
            if (figures.has(keyOf(place))) continue;
            learnt ??= await learn(set, planFor(Number(options.steps)), seed);
            const start = way === 'scratch' ? undefined : learnt;
            const dice = await measure(set, study, { masks, steps, seed, start });
            add(figures, { ...place, dice });
          }
        }
      }
    }
  }
  process.stdout.write(tableOf([...figures.values()]));
}

function planFor(segmenterSteps: number): TrainingPlan {
  const plan = withIngredients(PLANS.modest.fast, INGREDIENTS);
  // In the preset's minute the generator gets about a quarter of the steps.
  return { ...plan, seconds: undefined, segmenterSteps, generatorSteps: Math.round(segmenterSteps / 4) };
}

/** The model that a reader saved: trained on some images of each learnt study. */
async function learn({ learnt, drawn }: StudySet, plan: TrainingPlan, seed: number): Promise<TrainingStart> {
  const { description, weights } = await train(
    {
      examples: learnt.flatMap(({ slices }) => spread(shownIn(slices), drawn).map((z) => slices[z])),
      intensities: new Map(learnt.map(({ name, slices }) => [name, sampleOf(slices)])),
      toPredict: [{ seriesId: 'another patient', frameOfReferenceUID: '' }],
      segments: [{ index: 1, name: 'Structure' }],
      plan,
      seed,
    },
    { onProgress: () => undefined, onImproved: () => undefined, pause: async () => false },
  );
  return { description, weights };
}

/** Dice over the images that are not drawn, after so many steps; none only predicts with the start. */
async function measure(
  { stacks }: StudySet,
  { slices }: Study,
  { masks, steps, seed, start }: { masks: number; steps: number; seed: number; start?: TrainingStart },
): Promise<number> {
  const drawn = new Set(spread(shownIn(slices), masks));
  const { segmenter, series } =
    steps === 0 && start
      ? await openSeries(slices, drawn, new Segmenter(start.description, start.weights), stacks)
      : await learnSeries(slices, drawn, { plan: planFor(steps), seed, interpolates: stacks, start });
  const judged = await predictVolume(series, slices, drawn);
  segmenter.dispose();
  const pairs = judged.flatMap(({ labelmap, truth, ...image }) =>
    image.drawn ? [] : [{ caseId: 'study', predicted: labelmap, truth }],
  );
  return meanCaseDice(pairs, [1]);
}

function readFigures(): Map<string, Figure> {
  const lines = existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n').filter(Boolean) : [];
  return new Map(lines.map((line) => JSON.parse(line) as Figure).map((figure) => [keyOf(figure), figure]));
}

function add(figures: Map<string, Figure>, figure: Figure): void {
  mkdirSync(path.dirname(FILE), { recursive: true });
  appendFileSync(FILE, `${JSON.stringify(figure)}\n`);
  process.stderr.write(`${JSON.stringify(figure)}\n`);
  figures.set(keyOf(figure), figure);
}

function tableOf(figures: readonly Figure[]): string {
  const rows = [...new Set(figures.map(({ set, masks }) => `${set} ${masks}`))].map((row) => {
    const own = figures.filter(({ set, masks }) => `${set} ${masks}` === row);
    const cells = WAYS.map((way) => {
      const dice = own.filter((figure) => figure.way === way).map((figure) => figure.dice);
      return dice.length === 0 ? '' : (100 * mean(dice)).toFixed(1);
    });
    const studies = new Set(own.map(({ study }) => study)).size;
    return `| ${row.replace(' ', ' | ')} | ${studies} | ${cells.join(' | ')} |\n`;
  });
  return `| set | masks | studies | ${WAYS.join(' | ')} |\n|---|---|---|---|---|---|\n${rows.join('')}`;
}

main().then(
  () => process.exit(),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
