/**
 * Where the time of a training goes, by stage, for the demo and three tasks of `../shared/datasets`:
 *
 * npm run bench:stages -- [--seconds 60] [--threads 1]
 *
 * Prints a Markdown table. Tasks whose data set is absent are left out with a word.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { TASKS } from '../experiments/tasks';
import { runMain } from './runMain';

const NAMES = ['jsrt', 'lv', 'kvasir'];

/** Seconds by stage. */
interface Stages {
  preparing: number;
  generator: number;
  segmenter: number;
  predicting: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '60' }, threads: { type: 'string', default: '1' } },
  });
  const rows = [row('demo, *Fast*', await measureDemo())];
  for (const { name, data, labelled, size } of TASKS.filter((task) => NAMES.includes(task.name))) {
    const folders = data.filter((word) => path.isAbsolute(word));
    const missing = folders.find((folder) => !existsSync(folder));
    if (missing !== undefined) {
      process.stderr.write(`${name}: skipped, because ${path.basename(missing)} is absent.\n`);
      continue;
    }
    const options = ['--method', 'full', '--labelled', `${labelled}`, '--size', `${size}`];
    const minutes = `${Number(values.seconds) / 60}`;
    const time = ['--minutes', minutes, '--threads', values.threads, '--backend', 'wasm', '--json'];
    const report = await runJson(['cli/few-shot.mjs', 'evaluate', ...data, ...options, ...time]);
    rows.push(row(name, ofReport(report as { seconds: EvaluationSeconds })));
  }
  const heading = ['| task | preparing | generator | segmenter | predicting |', '|---|---|---|---|---|'];
  process.stdout.write(`${[...heading, ...rows].join('\n')}\n`);
}

/** Of `few-shot evaluate`, which counts preparing with the segmenter. */
interface EvaluationSeconds {
  train: number;
  generator: number;
  predict: number;
  total: number;
}

function ofReport({ seconds: { train, generator, predict, total } }: { seconds: EvaluationSeconds }): Stages {
  return { preparing: total - train - predict, generator, segmenter: train - generator, predicting: predict };
}

async function measureDemo(): Promise<Stages> {
  const words = ['--import', 'tsx', 'research/bench/ventricles.ts', '--preset', 'fast', '--seeds', '0'];
  const { seconds, msPerImage } = (await runJson(words)) as {
    seconds: Omit<Stages, 'predicting'>;
    msPerImage: number;
  };
  // The three series of the demo.
  return { ...seconds, predicting: (msPerImage * 253) / 1000 };
}

/** Runs a program of the repository; returns the last line of its output that is JSON of a run. */
async function runJson(words: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    cwd: repositoryRoot,
    maxBuffer: 64 * 2 ** 20,
  });
  const found = stdout.split('\n').filter((line) => line.startsWith('{'));
  return JSON.parse(found.at(-1) ?? 'null');
}

function row(task: string, { preparing, generator, segmenter, predicting }: Stages): string {
  const all = [preparing, generator, segmenter, predicting];
  const total = all.reduce((sum, one) => sum + one, 0);
  const cells = all.map((one) => `${one.toFixed(1)} s (${Math.round((100 * one) / total)} %)`);
  return `| ${task} | ${cells.join(' | ')} |`;
}

runMain(main);
