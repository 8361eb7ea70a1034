/**
 * Measures what a cohort's judged masks are worth: a model learns from a few slices of a few volumes and runs
 * over studies in an archive; a reader corrects some of its masks; `cohort collect` gathers them, and
 * `train --continue` goes on from the model. Prints the Dice of held-out volumes before and after.
 *
 *   npm run cohort-loop -- [--data DIR] [--learnt 3] [--slices 3] [--studies 40] [--judged 6] [--seeds 0]
 *     [--steps 400] [--further 200] [--size 48]
 *
 * `neediest` are the first masks of `cohort report`, `random` any. `anew` trains from nothing on the
 * neediest, with as many steps as both trainings together. All of it goes through the commands that a reader
 * would use. DIR holds train/ and test/.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { startServer } from '../../demo/server/startServer';
import { seededRandom, type Random } from '../../src/data/random';
import { spread } from '../../src/data/spread';
import { storeInstances } from '../../test/support/storeInstances';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { deviation, mean } from '../experiments/statistics';
import { datasets } from '../experiments/tasks';
import { judgedSeg } from './judgedSeg';
import { rateModel } from './rateModel';
import { few } from './few';
import { readVolumes, type Volume } from './readVolumes';
import { studyOf, writeStudy } from './writeStudy';

const WAYS = ['before', 'neediest', 'random', 'anew'] as const;
type Dice = Record<(typeof WAYS)[number], number>;

const NUMBERS = ['learnt', 'slices', 'studies', 'judged', 'steps', 'further', 'size'] as const;
type Sizes = Record<(typeof NUMBERS)[number], number>;

async function main(): Promise<void> {
  const options = new Command('cohort-loop')
    .option('--data <dir>', 'folder with train/ and test/', path.join(datasets, 'hippocampus'))
    .option('--learnt <n>', 'volumes that the first model learns from', '3')
    .option('--slices <n>', 'drawn slices of each', '3')
    .option('--studies <n>', 'studies in the archive', '40')
    .option('--judged <n>', 'masks that the reader corrects', '6')
    .option('--seeds <list>', 'seeds', '0')
    .option('--steps <n>', 'steps of the first training', '400')
    .option('--further <n>', 'steps of the second', '200')
    .option('--size <n>', 'working size, pixels', '48')
    .parse()
    .opts<Record<string, string>>();
  const sizes = Object.fromEntries(NUMBERS.map((name) => [name, Number(options[name])])) as Sizes;
  const results: Dice[] = [];
  for (const seed of options.seeds.split(',')) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'few-shot-loop-'));
    try {
      results.push(await loop(folder, options.data, sizes, Number(seed)));
      process.stderr.write(`seed ${seed}: ${JSON.stringify(results[results.length - 1])}\n`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  for (const way of WAYS) {
    const dice = results.map((result) => 100 * result[way]);
    process.stdout.write(`${way}: ${mean(dice).toFixed(1)} +- ${deviation(dice).toFixed(1)}\n`);
  }
}

async function loop(folder: string, data: string, sizes: Sizes, seed: number): Promise<Dice> {
  const at = (name: string) => path.join(folder, name);
  const [train, test] = [path.join(data, 'train'), path.join(data, 'test')];
  const first = at('first.model');
  const learn = async (model: string, steps: number, words: readonly string[]) => {
    const always = [
      '--size',
      `${sizes.size}`,
      '--seed',
      `${seed}`,
      '--steps',
      `${steps}`,
      '--backend',
      'wasm',
    ];
    await few('train', ...always, ...words, '--out', model);
    return rateModel(model, test, at('masks'));
  };
  const drawn = ['--labelled', `${sizes.learnt}`, '--slices', `${sizes.slices}`, '--foreground'];
  const before = await learn(first, sizes.steps, ['--train', train, ...drawn]);

  const volumes = spread((await readVolumes(train)).slice(sizes.learnt), sizes.studies);
  const studies = new Map(volumes.map((volume) => [studyOf(volume), volume]));
  const state = ['--state', at('cohort.state')];
  await withArchive(at('archive'), async (dicomweb) => {
    for (const volume of volumes) await store(dicomweb, writeStudy(volume));
    await few(
      'cohort',
      'run',
      '--model',
      first,
      '--dicomweb',
      dicomweb,
      '--backend',
      'wasm',
      '--series',
      'Modality=MR',
      ...state,
    );
  });
  await few('cohort', 'report', ...state, '--out', at('report.json'));
  const { rows } = JSON.parse(await readFile(at('report.json'), 'utf8')) as { rows: { study: string }[] };

  const collect = async (way: string, judged: readonly string[]) => {
    await cp(at('archive'), at(way), { recursive: true });
    await withArchive(at(way), async (dicomweb) => {
      for (const uid of judged) await store(dicomweb, [judgedSeg(studies.get(uid) as Volume)]);
      await few('cohort', 'collect', ...state, '--dicomweb', dicomweb, '--out', at(`${way}-masks`));
    });
    return ['--train', at(`${way}-masks`)];
  };
  const ranked = rows.map(({ study }) => study);
  const neediest = await collect('neediest', ranked.slice(0, sizes.judged));
  const random = await collect('random', pickRandom(ranked, sizes.judged, seededRandom(seed)));
  const further = ['--continue', first];
  return {
    before,
    neediest: await learn(at('neediest.model'), sizes.further, [...neediest, ...further]),
    random: await learn(at('random.model'), sizes.further, [...random, ...further]),
    anew: await learn(at('anew.model'), sizes.steps + sizes.further, neediest),
  };
}

/** Runs an action with the embedded archive on a folder, and ends it. */
async function withArchive(data: string, action: (dicomweb: string) => Promise<void>): Promise<void> {
  const server = await startServer({
    ...{ port: 0, host: '127.0.0.1', data, demo: false, root: repositoryRoot },
    say: () => undefined,
  });
  try {
    await action(`${server.url}dicomweb`);
  } finally {
    await server.close();
  }
}

async function store(dicomweb: string, instances: Uint8Array[]): Promise<void> {
  const { status } = await storeInstances(dicomweb, instances);
  if (status !== 200) throw new Error(`The archive answered ${status} to a store.`);
}

function pickRandom(names: readonly string[], count: number, random: Random): string[] {
  const left = [...names];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0]);
}

main().then(
  () => process.exit(),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
