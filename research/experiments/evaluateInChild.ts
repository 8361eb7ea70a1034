import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CaseScore } from '../../cli/metrics/measureCase';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import type { RunPlan, RunResult } from './Run';
import type { Task } from './tasks';

interface Report {
  dice: { cases: CaseScore[] };
  hd95: { unit: 'mm' | 'pixels' };
  seconds: { train: number; predict: number };
  backend: string;
}

/** Stored decimals of a Dice, and of a distance. */
const DIGITS = { dice: 5, distance: 2 };
const OUTPUT_BYTES = 64 * 2 ** 20;

/**
 * Runs the real command line in a child process.
 *
 * @param threads which the result does not depend on
 */
export async function evaluateInChild(
  task: Task,
  plan: RunPlan,
  sources: string,
  threads: number,
): Promise<RunResult> {
  const common = [
    ...['--method', plan.method, '--size', plan.size, '--steps', plan.steps, '--seed', plan.seed],
    ...['--threads', threads],
    ...(plan.without ? ['--without', plan.without] : []),
  ];
  const words = (
    task.kind === 'series'
      ? [
          '--import',
          'tsx',
          path.join(repositoryRoot, 'research/experiments/oneSeries.ts'),
          ...task.data,
          ...common,
        ]
      : [
          ...[path.join(repositoryRoot, 'cli/few-shot.mjs'), 'evaluate', ...task.data, ...common],
          ...['--labelled', plan.labelled, '--backend', 'wasm', '--json'],
        ]
  ).map(String);
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: OUTPUT_BYTES });
  const report = JSON.parse(lastLine(stdout)) as Report;
  const { cases } = report.dice;
  return {
    ...plan,
    sources,
    dice: cases.map(({ dice }) => round(dice, DIGITS.dice)),
    hd95: cases.map(({ hd95 }) => hd95 && round(hd95, DIGITS.distance)),
    unit: report.hd95.unit,
    surfaceDice: cases.map(({ surfaceDice }) => round(surfaceDice, DIGITS.dice)),
    seconds: { train: report.seconds.train, predict: report.seconds.predict },
    machine: `${os.cpus().length} cores, Node ${process.versions.node}, ${report.backend}, threads: ${threads}`,
    date: new Date().toISOString().slice(0, 10),
  };
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** The last line of a text: TF.js prints messages to standard output first. */
function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
