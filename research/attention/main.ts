/**
 * Measures how well the review list's order follows the true Dice: trains on each set, predicts its other
 * images, rates them, and prints the rank correlation between the rating and the Dice.
 *
 *   npm run attention -- [--sets sarcoma-1,lv] [--seeds 0,1] [--steps 150] [--threads 2]
 */
import { Command } from 'commander';
import { defaultThreads } from '../../cli/engine/defaultThreads';
import { startEngine } from '../../cli/engine/startEngine';
import { rateVolume, type RatedSlice } from './rateVolume';
import { SETS } from './sets';
import { spearman } from './spearman';

/** Limit of the button that accepts all sure masks, as the panel sets it first. */
const SURE = 0.9;
/** Dice from which a mask is acceptable. */
const GOOD = 0.9;

const words = (text: string) => text.split(',');

async function main(): Promise<void> {
  const options = new Command('attention')
    .option('--sets <list>', 'of the sets', words, Object.keys(SETS))
    .option('--seeds <list>', 'seeds', words, ['0', '1'])
    .option('--steps <n>', 'steps of each training', '150')
    .option('--threads <n>', 'number of threads', String(defaultThreads()))
    .parse()
    .opts<{ sets: string[]; seeds: string[]; steps: string; threads: string }>();
  await startEngine('wasm', Number(options.threads));
  process.stdout.write(
    '| set | seed | images | of them with structure | their Dice | need, all | need | confidence alone | sure and good |\n' +
      '|---|---|---|---|---|---|---|---|---|\n',
  );
  for (const set of options.sets) {
    if (!SETS[set]) throw new Error(`There is no set ${set}: they are ${Object.keys(SETS).join(', ')}.`);
    for (const seed of options.seeds) {
      const volumes = await SETS[set]({ seed: Number(seed), steps: Number(options.steps) });
      process.stdout.write(`| ${set} | ${seed} | ${report(volumes.flatMap(rateVolume)).join(' | ')} |\n`);
    }
  }
}

/** The cells of a row. */
function report(slices: readonly RatedSlice[]): string[] {
  const shown = slices.filter(({ empty }) => !empty);
  const sure = shown.filter(({ need }) => 1 - need >= SURE);
  const correlation = (of: readonly RatedSlice[], value: (slice: RatedSlice) => number) =>
    spearman(
      of.map(value),
      of.map(({ dice }) => 1 - dice),
    ).toFixed(2);
  return [
    String(slices.length),
    String(shown.length),
    (shown.reduce((sum, { dice }) => sum + dice, 0) / shown.length).toFixed(3),
    correlation(slices, ({ need }) => need),
    correlation(shown, ({ need }) => need),
    correlation(shown, ({ confidence }) => 1 - confidence),
    `${sure.filter(({ dice }) => dice >= GOOD).length} of ${sure.length}`,
  ];
}

main().then(
  () => process.exit(),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
