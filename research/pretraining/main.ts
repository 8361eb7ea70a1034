/**
 * Pretrains the network from which trainings with many examples start, on synthetic scenes only:
 *
 *   npm run pretrain -- [--steps N] [--seed K] [--out FILE]
 *
 * The same steps, seed and backend give the same network, on any number of threads.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { INITIAL } from '../../src/learning/initialise';
import { pretrain } from './pretrain';
import { writeInitial } from '../../src/storage/initialFile';
import { INITIAL_FILE } from '../../cli/engine/readInitialNetwork';
import { startEngine } from '../../cli/engine/startEngine';

const SHOWN_EVERY = 100;

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '4500' },
    seed: { type: 'string', default: '0' },
    out: { type: 'string', default: INITIAL_FILE },
  },
});
const [steps, seed] = [Number(values.steps), Number(values.seed)];
if (!Number.isInteger(steps) || steps < 1 || !Number.isInteger(seed)) {
  throw new Error('--steps and --seed are whole numbers, --steps at least 1.');
}
const { label } = await startEngine('auto');
process.stderr.write(`On ${label}\n`);
const began = performance.now();
let sum = 0;
const network = await pretrain({ ...INITIAL, size: 64, batch: 8, rate: 3e-3, steps, seed }, (step, loss) => {
  sum += loss;
  if (step % SHOWN_EVERY > 0) return;
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stderr.write(`step ${step}, ${seconds} s: loss ${(sum / SHOWN_EVERY).toFixed(4)}\n`);
  sum = 0;
});
const bytes = writeInitial(network);
writeFileSync(`${values.out}.unfinished`, bytes);
renameSync(`${values.out}.unfinished`, values.out);
process.stderr.write(`${values.out}: ${bytes.length} bytes, ${network.weights.size} tensors\n`);
