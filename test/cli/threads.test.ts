import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stopProcess } from '../support/stopProcess';
import { temporaryFolder } from '../support/temporaryFolder';
import { MASKS_READ, writePhantoms } from './support/phantoms';
import { runFewShot, startFewShot, TINY } from './support/runFewShot';

const folder = temporaryFolder();
const at = (...parts: string[]) => path.join(folder, ...parts);

jest.setTimeout(120_000);

beforeAll(() => writePhantoms(at('data'), 'png', 4));

/** Options of a training whose gradients have several blocks of pixels. */
const TRAINING = ['--train', at('data'), '--method', 'none', ...TINY, '--size', '64', '--steps', '8'];

/** Trains and predicts with the given number of threads; returns what both printed, and the masks. */
async function segment(threads: number) {
  const model = at(`${threads}.model`);
  const words = ['--threads', String(threads)];
  const train = await runFewShot('train', ...TRAINING, '--out', model, ...words);
  const out = at(`masks-${threads}`);
  const predict = await runFewShot(
    ...['predict', '--model', model, '--in', at('data/images'), '--out', out, '--backend', 'wasm', ...words],
  );
  const masks = readdirSync(out).map((file) => readFileSync(path.join(out, file)));
  return { train, predict, masks };
}

describe('--threads', () => {
  it('changes nothing but the time: the same masks, and an end of its own accord', async () => {
    const one = await segment(1);
    const two = await segment(2);
    expect(one.train.stdout).toContain('on WASM, 1 thread, fused multiply-add');
    expect(two.train.stdout).toContain('on WASM, 2 threads, fused multiply-add');
    expect(two.train).toMatchObject({ code: 0, stderr: MASKS_READ });
    expect(two.predict).toMatchObject({ code: 0, stderr: '' });
    expect(two.masks.length).toBe(4);
    expect(two.masks).toEqual(one.masks);
  });

  it('ends with an error as without threads', async () => {
    mkdirSync(at('broken'));
    const [image] = readdirSync(at('data/images'));
    writeFileSync(at('broken', image), readFileSync(at('data/images', image)));
    truncateSync(at('broken', image), 100);
    const { code, stderr } = await runFewShot(
      ...['predict', '--model', at('2.model'), '--in', at('broken'), '--out', at('none'), '--threads', '2'],
    );
    expect(code).toBe(2);
    expect(stderr).toContain(image);
  });

  it('leaves Ctrl-C to end a training at once', async () => {
    writePhantoms(at('colour'), 'jpeg', 4);
    const words = ['--train', at('colour'), '--steps', '100000', '--out', at('long.model'), '--threads', '2'];
    const child = startFewShot('train', ...TRAINING, ...words);
    // The note about colours precedes the training by a second or two.
    await once(child.stderr, 'data');
    await setTimeout(5000);
    expect(child.exitCode).toBeNull();
    const began = performance.now();
    await stopProcess(child, 'SIGINT');
    expect(child.signalCode).toBe('SIGINT');
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
