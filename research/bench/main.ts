/**
 * Times training steps side by side with stock TF.js and PyTorch. See docs/benchmarks.md.
 *
 *   npm run bench -- [--backend wasm|webgpu|cpu|null] [--browser] [--threads 1,2] [--half] [--json] ...
 */
import { writeFile } from 'node:fs/promises';
import type { BenchOptions } from './cli/options';
import { readOptions } from './cli/options';
import { runInNode, runNullInNode } from './cli/runInNode';
import { formatNull, formatProgramCounts } from './cli/nullTable';
import { formatTable } from './cli/table';
import { addTorch } from './cli/torch';
import type { BenchPlan, BenchRow } from './core/BenchRow';

const say = (message: string) => void process.stderr.write(`${message}\n`);

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  // Libraries print messages to the console; standard output is for the result alone.
  console.log = console.error;
  if (options.repeats < 20) say('Fewer than 20 repeats: not for figures to be quoted.');
  if (options.half && options.backend !== 'webgpu') throw new Error('--half needs --backend webgpu.');
  const { backend } = options;
  if (backend === 'null') {
    const { rows: nullRows, programs } = await runNullInNode(options, say);
    await print(
      options,
      [...nullRows, { backend: 'null', programs }],
      `${formatNull(nullRows)}\n\n${formatProgramCounts(programs)}`,
    );
    return;
  }
  const rows: BenchRow[] = [];
  for (const threads of options.threads) {
    const plan: BenchPlan = {
      ...pick(options),
      backend,
      threads,
      halves: options.half ? [true, false] : [false],
    };
    if (options.browser) {
      const { runInChromium } = await import('./cli/runInChromium');
      rows.push(...(await runInChromium(plan, options.chromiumFlags, { say })));
    } else {
      rows.push(...(await runInNode(plan, { say })));
    }
  }
  if (options.torch) {
    const missing = await addTorch(rows, options.torch, options);
    if (missing) say(`No figures of PyTorch: ${missing}`);
  }
  await print(options, rows, formatTable(rows));
}

async function print(
  { out, json }: Pick<BenchOptions, 'out' | 'json'>,
  rows: readonly unknown[],
  table: string,
): Promise<void> {
  const text = `${JSON.stringify(rows, null, 2)}\n`;
  if (out) await writeFile(out, text);
  process.stdout.write(json ? text : `${table}\n`);
}

function pick({ steps, sizes, widths, batch, repeats, warmUp, soak, stock }: BenchPlanOptions) {
  return { steps, sizes, widths, batch, repeats, warmUp, soak, stock };
}

type BenchPlanOptions = Omit<BenchPlan, 'backend' | 'threads' | 'halves'>;

main().then(
  // Dawn keeps Node alive.
  () => process.exit(),
  (error: Error) => {
    say(error.stack ?? error.message);
    process.exit(1);
  },
);
