import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { z } from 'zod';
import { readPng } from '../../cli/files/readPng';
import { seededRandom } from '../../src/data/random';
import { readModel } from '../../src/storage/modelFile';
import { temporaryFolder } from '../support/temporaryFolder';
import { runFewShot, TINY } from './support/runFewShot';

const folder = temporaryFolder();
const at = (...parts: string[]) => path.join(folder, ...parts);
const [ROWS, COLUMNS] = [24, 32];

jest.setTimeout(120_000);

function png(name: string, rgb: (pixel: number) => number[]): void {
  const picture = new PNG({ width: COLUMNS, height: ROWS });
  for (let i = 0; i < ROWS * COLUMNS; i++) picture.data.set([...rgb(i), 255], 4 * i);
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), PNG.sync.write(picture));
}

/** Discs that differ from the background only in hue, not in brightness. */
beforeAll(() => {
  for (let n = 1; n <= 6; n++) {
    const random = seededRandom(n);
    const [y, x, radius] = [9 + 6 * random(), 10 + 12 * random(), 5 + 2 * random()];
    const inside = (i: number) => Math.hypot(Math.floor(i / COLUMNS) - y, (i % COLUMNS) - x) < radius;
    png(`hues/images/case${n}.png`, (i) => {
      const shade = 20 * random();
      return inside(i) ? [200 + shade, 60 + shade, 60 + shade] : [62 + shade, 130 + shade, 61 + shade];
    });
    png(`hues/masks/case${n}.png`, (i) => new Array<number>(3).fill(inside(i) ? 255 : 0));
  }
});

const words = ['evaluate', '--train', at('hues'), '--labelled', '4', '--method', 'augment', '--json'];
const result = z.object({ channels: z.number(), steps: z.number(), dice: z.object({ mean: z.number() }) });
const run = async (...more: string[]) => {
  const { code, stdout } = await runFewShot(...words, ...TINY, '--steps', '60', ...more);
  expect(code).toBe(0);
  return result.parse(JSON.parse(stdout));
};

test('what only its hue tells is found in colour, and not with --grey', async () => {
  const [colour, grey] = await Promise.all([run(), run('--grey')]);
  expect(colour).toMatchObject({ channels: 3, steps: 60 });
  expect(colour.dice.mean).toBeGreaterThan(0.8);
  expect(grey.channels).toBe(1);
  expect(grey.dice.mean).toBeLessThan(colour.dice.mean - 0.2);
});

test('says that images are in colour; the model keeps its channels and predicts colour and grey images', async () => {
  const model = at('hues.model');
  const training = ['train', '--train', at('hues'), '--method', 'end-to-end', '--out', model, ...TINY];
  const trained = await runFewShot(...training, '--width', '6', '--batch', '2');
  expect(trained).toMatchObject({ code: 0, stderr: expect.stringContaining('6 of 6 images are in colour') });
  const { buffer } = Uint8Array.from(readFileSync(model));
  expect(readModel(buffer).description).toMatchObject({
    network: { channels: 3, width: 6 },
    prediction: { flips: true },
  });
  png('new/colour.png', (i) => [i % 255, 40, 90]);
  png('new/grey.png', (i) => new Array<number>(3).fill(i % 255));
  expect(await runFewShot('predict', '--model', model, '--in', at('new'), '--out', at('out'))).toMatchObject({
    code: 0,
  });
  for (const name of ['colour', 'grey']) {
    expect((await readPng(at(`out/${name}.png`))).size).toEqual([COLUMNS, ROWS, 1]);
  }
});

test.each([
  ['--batch', '0'],
  ['--batch', '65'],
  ['--width', '1.5'],
  ['--width', '129'],
])('refuses %s %s', async (option, value) => {
  const { code, stderr } = await runFewShot(...words, option, value);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(option) });
});
