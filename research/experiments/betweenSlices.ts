/**
 * Compares masks between drawn slices without learning: shape-based interpolation, and outlines propagated
 * through the images (`ShapePrior`). Prints a table of Dice x 100 over the slices between the first and the
 * last drawn one.
 *
 *   tsx research/experiments/betweenSlices.ts
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Example } from '../../src/data/Image';
import { spread } from '../../src/data/spread';
import { meanCaseDice } from '../../src/learning/dice';
import { interpolate, propagate, readStack, shownIn } from './stack';
import { mean } from './statistics';
import { datasets } from './tasks';

/** Number of training volumes, the first by name. */
const HIPPOCAMPI = 16;
const DRAWN = [3, 5, 8];
const EVERY = { 16: 'sixteenth', 8: 'eighth', 4: 'fourth', 2: 'second' };

async function main(): Promise<void> {
  const folder = path.join(datasets, 'hippocampus/train');
  const names = readdirSync(path.join(folder, 'images')).sort().slice(0, HIPPOCAMPI);
  const volumes = await Promise.all(
    names.map((name) =>
      readStack({
        name,
        image: { path: path.join(folder, 'images', name), kind: 'nifti' },
        mask: { path: path.join(folder, 'masks', name), kind: 'nifti' },
      }),
    ),
  );
  print('| structure | drawn | interpolation | propagation |', '| --- | --- | --- | --- |');
  for (const count of DRAWN) {
    const pairs = volumes.map((volume) => compare(volume, new Set(spread(shownIn(volume), count))));
    print(`| ${HIPPOCAMPI} hippocampi | ${count} slices | ${range(pairs, 0)} | ${range(pairs, 1)} |`);
  }
  for (const patient of ['STS_001', 'STS_004']) {
    const series = path.join(datasets, 'sarcoma_ct_pet_mr', patient);
    const volume = await readStack({
      name: patient,
      image: { path: path.join(series, 'dicom_MR_T1'), kind: 'series' },
      mask: { path: path.join(series, 'mask.nii.gz'), kind: 'nifti' },
    });
    for (const [text, ordinal] of Object.entries(EVERY)) {
      const every = Number(text);
      const drawn = shownIn(volume).filter((_, i) => i % every === Math.ceil(every / 2) - 1);
      const [plain, following] = compare(volume, new Set(drawn)).map((dice) => dice.toFixed(1));
      print(`| sarcoma ${patient} | every ${ordinal} slice | ${plain} | ${following} |`);
    }
  }
}

const print = (...lines: string[]) => lines.forEach((line) => process.stdout.write(`${line}\n`));

function range(pairs: readonly [number, number][], which: 0 | 1): string {
  const values = pairs.map((pair) => pair[which]);
  const [mid, low, high] = [mean(values), Math.min(...values), Math.max(...values)].map((v) => v.toFixed(1));
  return `${mid} (${low} to ${high})`;
}

/**
 * Dice of interpolation and of propagated outlines, which fall back to interpolation where they are not
 * reliable.
 */
function compare(slices: readonly Example[], drawn: ReadonlySet<number>): [number, number] {
  const between = slices
    .map((_, z) => z)
    .filter((z) => z > Math.min(...drawn) && z < Math.max(...drawn) && !drawn.has(z));
  const dice = (masks: readonly Uint8Array[]) =>
    100 *
    meanCaseDice(
      between.map((z) => ({ caseId: 'series', predicted: masks[z], truth: slices[z].labelmap })),
      [1],
    );
  return [dice(interpolate(slices, drawn)), dice(propagate(slices, drawn))];
}

void main();
