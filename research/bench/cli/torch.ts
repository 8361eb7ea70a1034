import { spawn } from 'node:child_process';
import { z } from 'zod';
import type { BenchRow, Figures } from '../core/BenchRow';
import { STEP_NAMES } from '../core/BenchRow';
import { stepFlops } from '../core/flops';
import type { BenchOptions } from './options';
import { torchScript } from './paths';

const TorchRows = z.array(
  z.object({
    step: z.enum(STEP_NAMES),
    size: z.number(),
    width: z.number(),
    batch: z.number(),
    parameters: z.number(),
    ms: z.number(),
    msMin: z.number(),
    msMax: z.number(),
    peakBytes: z.number(),
  }),
);

/**
 * Fills the third column by running the PyTorch script on the same cases.
 *
 * @returns the reason if PyTorch is missing; the rows are then unchanged
 */
export async function addTorch(
  rows: BenchRow[],
  python: string,
  options: BenchOptions,
): Promise<string | undefined> {
  const { steps, sizes, widths, batch, repeats, warmUp, torchDevice } = options;
  const output = await run(python, [
    torchScript,
    '--json',
    ...['--device', torchDevice],
    ...['--steps', steps.join()],
    ...['--sizes', sizes.join()],
    ...['--widths', widths.join()],
    ...['--batch', String(batch)],
    ...['--repeats', String(repeats)],
    ...['--warm-up', String(warmUp)],
  ]).catch((error: Error) => error);
  if (output instanceof Error) return output.message;
  for (const { parameters, ...found } of TorchRows.parse(JSON.parse(output))) {
    for (const row of rows) {
      if (row.step !== found.step || row.size !== found.size || row.width !== found.width) continue;
      if (row.parameters !== parameters) {
        throw new Error(`${row.step}: ours has ${row.parameters} parameters, PyTorch's ${parameters}.`);
      }
      row.torch = figures(found);
    }
  }
  return undefined;
}

function figures(found: Omit<z.infer<typeof TorchRows>[number], 'parameters'>): Figures {
  const { ms, msMin, msMax, peakBytes } = found;
  return { ms, msMin, msMax, gflops: stepFlops(found.step, found) / ms / 1e6, dispatches: null, peakBytes };
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${program} ended with ${code}`)),
    );
  });
}
