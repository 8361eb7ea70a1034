/**
 * Trains and tests every method on every task, and writes the tables of docs/accuracy.md and
 * docs/experiments. A run is skipped if the results file contains its result from the current sources.
 *
 *   npm run experiments -- [--tasks lv,jsrt] [--methods none,augment,full]
 *     [--ablations [matching,include-validation]] [--labels] [--shifted] [--seeds 0,1,2] [--jobs 2]
 *   npm run experiments -- --confirm [--tasks heart] [--methods ..] [--ablations ..] [--seeds ..] [--jobs 2]
 *   npm run experiments -- --long [--tasks kvasir-long] [--methods augment] [--seeds ..] [--jobs 2]
 *   npm run experiments -- --protocol [--tasks jsrt-protocol] [--methods ..] [--seeds ..] [--jobs 2]
 *   npm run experiments -- --repeat 1b054f1cae32 [--tasks lv] [--methods full] [--seeds 0]
 */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { defaultThreads } from '../../cli/engine/defaultThreads';
import { METHODS } from '../../cli/methods/methods';
import { INGREDIENTS } from '../../src/learning/recipe';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { CONFIRMATION } from './confirmation';
import { evaluateInChild } from './evaluateInChild';
import { LONG } from './long';
import { PROTOCOL, PROTOCOL_METHODS } from './protocol';
import { ResultCache } from './ResultCache';
import { RESULTS_FILE } from './resultsFile';
import type { RunPlan } from './Run';
import { keyOf } from './Run';
import { sourceHash } from './sourceHash';
import { stepsOf } from './stepsOf';
import { mean } from './statistics';
import type { Task } from './tasks';
import { datasets, EFFICIENCY, SHIFTED, TASKS } from './tasks';
import { writeTables } from './writeTables';

/**
 * Methods only for tasks with one series: masks without learning, and learning without propagated outlines.
 */
const ONLY_IN_SERIES = [
  { method: 'interpolation', without: '' },
  { method: 'propagation', without: '' },
  { method: 'full', without: 'interpolation' },
];

const say = (message: string) => void process.stderr.write(`${message}\n`);
const words = (text: string) => text.split(',');

interface Options {
  tasks?: string[];
  methods: string[];
  /** Ablations of all ingredients (true), or of the listed ones. */
  ablations?: true | string[];
  confirm: boolean;
  labels: boolean;
  shifted: boolean;
  long: boolean;
  protocol: boolean;
  seeds: string[];
  jobs: string;
  repeat?: string;
  dryRun: boolean;
  tableOnly: boolean;
}

function readOptions(): Options {
  const program = new Command('experiments')
    .option('--tasks <list>', 'of the tasks', words)
    .option('--methods <list>', 'of the methods', words, Object.keys(METHODS))
    .option('--ablations [list]', 'also full without each of its ingredients, or of these', words)
    .option('--confirm', 'the tasks that guided no choice, instead of those of the bars', false)
    .option('--labels', 'also the methods with several times the labelled images', false)
    .option('--shifted', 'also on test images of other contrast, noise and resolution', false)
    .option('--long', 'only the long trainings, of augment and full (tasks: lv-long, ..)', false)
    .option('--protocol', "only GenSeg's own protocol (tasks: jsrt-protocol, ..)", false)
    .option('--seeds <list>', 'seeds', words, ['0', '1', '2'])
    .option('--jobs <n>', 'runs at a time, which share the cores', '1')
    .option(
      '--repeat <sources>',
      'repeat runs of other sources, one at a time, and report whether each case has the same Dice',
    )
    .option('--dry-run', 'list what would be run', false)
    .option('--table-only', 'train nothing, write the tables from the results file', false);
  return program.parse().opts<Options>();
}

interface Work {
  task: Task;
  plan: RunPlan;
}

/** Lists the runs by seed first, so that each table is complete before the next seed refines it. */
function plansOf(options: Options): Work[] {
  return options.seeds
    .map(Number)
    .flatMap((seed) => [
      ...plansOfKind(options, seed),
      ...(options.shifted ? shiftedPlans(options, seed) : []),
      ...(options.labels ? efficiencyPlans(options, seed) : []),
    ]);
}

function work(task: Task, seed: number, rest: { method: string; without?: string; times?: number }): Work {
  const { name, size } = task;
  const { method, without = '', times = 1 } = rest;
  const steps = stepsOf(task, { method, without });
  const labelled = times * task.labelled;
  return { task, plan: { task: name, method, without, labelled, seed, size, steps } };
}

function mainPlans({ tasks, methods, ablations, confirm }: Options, seed: number): Work[] {
  const left = ablations === true ? INGREDIENTS : (ablations ?? []);
  const variants = [
    ...methods.map((method) => ({ method, without: '' })),
    ...left.map((ingredient) => ({ method: 'full', without: ingredient })),
  ];
  return chosen(confirm ? CONFIRMATION : TASKS, tasks).flatMap((task) => {
    const all = [...variants, ...(task.kind === 'series' ? ONLY_IN_SERIES : [])];
    // Avoids repeating an ablation of all tasks for a series.
    const once = new Map(all.map((one) => [`${one.method} ${one.without}`, one]));
    return [...once.values()].map((one) => work(task, seed, one));
  });
}

/** Whether a task is among the given names; without names, all are. */
function isChosen(task: string, names?: readonly string[]): boolean {
  return names?.includes(task) ?? true;
}

/** The tasks with these names; without names, all. */
function chosen(all: readonly Task[], names?: readonly string[]): readonly Task[] {
  const unknown = names?.filter((one) => !all.some(({ name }) => name === one)) ?? [];
  if (unknown.length > 0)
    throw new Error(
      `There is no task ${unknown.join(', ')}: they are ${all.map(({ name }) => name).join(', ')}.`,
    );
  return all.filter(({ name }) => isChosen(name, names));
}

function plansOfKind(options: Options, seed: number): Work[] {
  if (options.long) return longPlans(options, seed);
  return options.protocol ? protocolPlans(options, seed) : mainPlans(options, seed);
}

function protocolPlans({ tasks, methods }: Options, seed: number): Work[] {
  const compared = PROTOCOL_METHODS.filter((method) => methods.includes(method));
  return chosen(PROTOCOL, tasks).flatMap((task) => compared.map((method) => work(task, seed, { method })));
}

function longPlans({ tasks, methods }: Options, seed: number): Work[] {
  return chosen(LONG, tasks).flatMap((task) =>
    augmentAndFull(methods).map((method) => work(task, seed, { method })),
  );
}

const augmentAndFull = (methods: readonly string[]) =>
  methods.filter((method) => method === 'augment' || method === 'full');

function shiftedPlans({ tasks, methods }: Options, seed: number): Work[] {
  const compared = augmentAndFull(methods);
  return SHIFTED.filter(({ of }) => isChosen(of, tasks)).flatMap(({ task }) =>
    compared.map((method) => work(task, seed, { method })),
  );
}

function efficiencyPlans({ tasks }: Options, seed: number): Work[] {
  return EFFICIENCY.filter(({ task }) => isChosen(task, tasks)).flatMap(({ task: name, methods }) => {
    const task = TASKS.find((one) => one.name === name);
    if (!task) throw new Error(`There is no task ${name}.`);
    return Object.entries(methods).flatMap(([method, factors]) =>
      factors.map((times) => work(task, seed, { method, times })),
    );
  });
}

/**
 * Checks whether the current sources give the same results as earlier ones, see `equalSources`. Writes no
 * results.
 *
 * @throws Error when there is no result of these sources
 */
async function repeat(options: Options, cache: ResultCache, sources: string): Promise<void> {
  const there = plansOf(options).flatMap(({ task, plan }) => {
    const before = cache.find(plan, sources);
    return before ? [{ task, plan, before }] : [];
  });
  if (there.length === 0) throw new Error(`There is no such run with the sources ${sources}.`);
  for (const { task, plan, before } of there) {
    await task.prepare?.();
    const { dice } = await evaluateInChild(task, plan, cache.sources, defaultThreads());
    const others = dice.filter((value, i) => value !== before.dice[i]).length;
    const same = dice.length === before.dice.length && others === 0;
    const found = same ? 'the same' : `${others} of them another, of ${before.dice.length} before`;
    say(`${keyOf(plan)}, ${sources} and ${cache.sources}: ${dice.length} cases, ${found}`);
    if (!same) process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  const sources = sourceHash(repositoryRoot);
  const cache = new ResultCache(RESULTS_FILE, sources);
  if (options.repeat) return repeat(options, cache, options.repeat);
  if (!options.tableOnly) {
    if (!existsSync(datasets)) throw new Error(`There are no data sets in ${datasets}.`);
    const open = plansOf(options).filter(({ plan }) => !cache.has(plan));
    say(`${open.length} runs to do with the sources ${sources}.`);
    if (options.dryRun) return open.forEach(({ plan }) => say(keyOf(plan)));
    for (const { task } of open) await task.prepare?.();
    const jobs = Number(options.jobs);
    // All jobs together use the cores once.
    const threads = Math.max(1, Math.floor(defaultThreads() / jobs));
    const worker = async () => {
      for (let next = open.shift(); next; next = open.shift()) {
        const result = await evaluateInChild(next.task, next.plan, sources, threads);
        cache.add(result);
        say(
          `${keyOf(result)}: ${(100 * mean(result.dice)).toFixed(1)} in ${Math.round(result.seconds.train)} s`,
        );
        writeTables(cache.newest);
      }
    };
    await Promise.all(Array.from({ length: jobs }, worker));
  }
  writeTables(cache.newest);
}

main().catch((error: Error) => {
  say(error.message);
  process.exitCode = 1;
});
