/**
 * Simulates a reader who corrects the predictions of one series round by round:
 *
 * npm run simulate-reader -- --data demo|PATH [--mask FILE] [--rounds 5] [--seeds 3] [--drawn 4] [--json]
 *   [--steps N --refine-steps N] [--first-seed N]
 *
 * `uncertain` draws the image anew that the panel points to, `random` any; `strokes` gives the largest error
 * of the former a single stroke. All three accept masks with a Dice of 0.9 or more, and
 * refine the model after each correction. `upfront` draws as many images before
 * one training, `interpolation` interpolates between them. All figures are of the whole volume, after each
 * round. Trainings take as long as in the viewer, or a number of steps: then other programs on the machine do
 * not matter.
 */
import { parseArgs } from 'node:util';
import { defaultThreads } from '../../cli/engine/defaultThreads';
import { startEngine } from '../../cli/engine/startEngine';
import { InputError } from '../../cli/InputError';
import { seededRandom } from '../../src/data/random';
import type { TrainingPlan } from '../../src/learning/presets';
import { PLANS, REFINING_SECONDS } from '../../src/learning/presets';
import { INGREDIENTS, withIngredients } from '../../src/learning/recipe';
import { interpolate, shownIn } from '../experiments/stack';
import { countOutlines } from './countOutlines';
import type { Volume } from './readVolume';
import { readVolume } from './readVolume';
import { SimulatedReader } from './SimulatedReader';

/** Every how many pixels the series is sampled. */
const SAMPLED = 29;
/** Steps of the generator by those of the segmenter, as in a training of the preset *Fast*. */
const GENERATOR_SHARE = 0.4;

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'demo' },
    mask: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '0' },
    drawn: { type: 'string', default: '4' },
    preset: { type: 'string', default: 'fast' },
    steps: { type: 'string' },
    'refine-steps': { type: 'string' },
    threads: { type: 'string', default: String(defaultThreads()) },
    json: { type: 'boolean', default: false },
  },
});

/** The figures of one seed; lists have an entry for each round, beginning with the first training. */
interface SeedResult {
  uncertain: number[];
  random: number[];
  /** After the first training, and with as many images drawn up front as are corrected in all rounds. */
  upfront: number[];
  interpolation: number[];
  strokes: number[];
  /** Share of all images that are acceptable without a change. */
  acceptedUnchanged: number[];
  /** Images drawn or corrected, if all that are left are corrected after the last round. */
  images: number;
  /** Strokes until all masks are acceptable, an image drawn first counting as its outlines. */
  strokesUntilAccepted: number;
  /** Outlines of all images: what drawing everything takes. */
  outlines: number;
  seconds: number[];
}

async function main(): Promise<void> {
  const [rounds, seeds, drawn] = (['rounds', 'seeds', 'drawn'] as const).map((name) => wholeNumber(name));
  const firstSeed = wholeNumber('first-seed', 0);
  const preset = values.preset as keyof typeof PLANS.modest;
  if (!Object.hasOwn(PLANS.modest, preset)) throw new InputError(`--preset: there is no preset "${preset}".`);
  const volume = await readVolume(values.data, values.mask);
  const { label } = await startEngine('wasm', Number(values.threads));
  process.stderr.write(`${volume.name}: ${volume.slices.length} images, on ${label}\n`);
  const results: SeedResult[] = [];
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const result = await simulate(volume, { rounds, drawn, seed, preset });
    process.stderr.write(`seed ${seed}: ${JSON.stringify(result)}\n`);
    results.push(result);
  }
  const report = summarise(volume, rounds, results);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);
  process.exit();
}

interface Simulation {
  rounds: number;
  drawn: number;
  seed: number;
  preset: keyof typeof PLANS.modest;
}

async function simulate(volume: Volume, { rounds, drawn, seed, preset }: Simulation): Promise<SeedResult> {
  const plan = lasting(withIngredients(PLANS.modest[preset], INGREDIENTS), 'steps');
  const refining = lasting({ ...plan, seconds: REFINING_SECONDS.modest }, 'refine-steps');
  const sample = Float32Array.from(
    volume.slices.flatMap(({ image }) => [...image.pixels.filter((_, i) => i % SAMPLED === 0)]),
  );
  const first = new SimulatedReader(volume, evenly(volume, drawn), sample, seed);
  const seconds = [await first.train(plan)];
  const picker = seededRandom(seed + 1);
  const all = volume.slices.length;

  const follow = async (
    pick: (reader: SimulatedReader) => number | undefined,
    correct = (reader: SimulatedReader, image: number) => reader.correct(image),
  ) => {
    const reader = first.copy();
    const dice = [reader.dice()];
    const accepted = [reader.accept()];
    const took: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const image = pick(reader);
      if (image !== undefined) {
        correct(reader, image);
        took.push(await reader.train(refining, image));
      }
      dice.push(reader.dice());
      accepted.push(accepted[accepted.length - 1] + reader.accept());
    }
    return { dice, accepted, took, reader };
  };

  const uncertain = await follow((reader) => reader.pointedAt());
  const random = await follow((reader) => {
    const images = reader.untouched();
    return images[Math.floor(picker() * images.length)];
  });
  const strokes = await follow(
    (reader) => reader.pointedAt(),
    (reader, image) => reader.stroke(image),
  );
  const outlinesOf = (images: Iterable<number>) =>
    [...images].reduce((sum, i) => sum + countOutlines(volume.slices[i]), 0);
  const upfront = new SimulatedReader(volume, evenly(volume, drawn + rounds), sample, seed);
  await upfront.train(plan);
  return {
    uncertain: uncertain.dice,
    random: random.dice,
    upfront: [uncertain.dice[0], upfront.dice()],
    interpolation: Array.from({ length: rounds + 1 }, (_, round) => interpolated(volume, drawn + round)),
    acceptedUnchanged: uncertain.accepted.map((count) => count / all),
    images: evenly(volume, drawn).size + uncertain.took.length + uncertain.reader.pending().length,
    strokes: strokes.dice,
    strokesUntilAccepted:
      outlinesOf(evenly(volume, drawn)) + strokes.took.length + strokes.reader.finishByStrokes(),
    outlines: outlinesOf(volume.slices.keys()),
    seconds: [...seconds, ...uncertain.took],
  };
}

/** The plan with exactly the given number of steps, if there is one. */
function lasting(plan: TrainingPlan, option: 'steps' | 'refine-steps'): TrainingPlan {
  if (values[option] === undefined) return plan;
  const segmenterSteps = wholeNumber(option);
  const generatorSteps = Math.min(plan.generatorSteps, Math.round(GENERATOR_SHARE * segmenterSteps));
  return { ...plan, seconds: undefined, segmenterSteps, generatorSteps };
}

/** Images with the structure at equal distances, and one without it beyond either end. */
function evenly({ slices }: Volume, count: number): Set<number> {
  const shown = shownIn(slices);
  const drawn = Array.from({ length: Math.min(count, shown.length) }, (_, i) => {
    return shown[Math.floor(((i + 0.5) / count) * shown.length)];
  });
  const beyond = [Math.floor(shown[0] / 2), Math.ceil((shown[shown.length - 1] + slices.length) / 2)];
  return new Set([...drawn, ...beyond.filter((i) => slices[i] && !slices[i].labelmap.includes(1))]);
}

function interpolated(volume: Volume, drawn: number): number {
  const masks = interpolate(volume.slices, evenly(volume, drawn));
  const reader = new SimulatedReader(volume, new Set(), new Float32Array(), 0);
  return reader.diceOfMasks(masks);
}

function summarise(volume: Volume, rounds: number, results: readonly SeedResult[]) {
  const of = (key: 'uncertain' | 'random' | 'upfront' | 'interpolation' | 'strokes') => {
    const lists = results.map((result) => result[key]);
    const each = lists[0].map((_, i) => lists.map((list) => list[i]));
    return { mean: each.map((list) => round(mean(list))), std: each.map((list) => round(deviation(list))) };
  };
  const average = (key: 'acceptedUnchanged' | 'seconds') =>
    results[0][key].map((_, i) => round(mean(results.map((result) => result[key][i] ?? 0))));
  return {
    data: volume.name,
    rounds,
    uncertain: of('uncertain'),
    random: of('random'),
    upfront: of('upfront'),
    interpolation: of('interpolation'),
    strokes: of('strokes'),
    acceptedUnchanged: average('acceptedUnchanged'),
    untilAllAccepted: {
      images: round(mean(results.map(({ images }) => images))),
      strokes: round(mean(results.map(({ strokesUntilAccepted }) => strokesUntilAccepted))),
    },
    everything: { images: volume.slices.length, outlines: results[0].outlines },
    seconds: average('seconds'),
  };
}

const round = (value: number) => Math.round(1000 * value) / 1000;
const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
const deviation = (list: readonly number[]) =>
  list.length < 2
    ? 0
    : Math.sqrt(list.reduce((sum, v) => sum + (v - mean(list)) ** 2, 0) / (list.length - 1));

function wholeNumber(
  name: 'rounds' | 'seeds' | 'first-seed' | 'drawn' | 'steps' | 'refine-steps',
  least = 1,
): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least) {
    throw new InputError(`--${name} is a whole number of at least ${least}, not "${values[name]}".`);
  }
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
