/**
 * What drawn slices say about the others without any learning: shape-based interpolation, and outlines that follow
 * the images (`ShapePrior`). Prints a table of Dice x 100 over the slices between the first and the last drawn one, and over all
 * slices but the drawn ones, without and with outlines that shrink beyond the last drawn ones.
 *
 *   tsx test/experiments/betweenSlices.ts
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Example } from '../../src/data/Image';
import { spread } from '../../src/data/spread';
import { meanCaseDice } from '../../src/learning/dice';
import { interpolate, propagate, readStack, shownIn } from './stack';
import { mean } from './statistics';
import { datasets } from './tasks';

/** As many training volumes, the first by name. */
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
  print(
    '| structure | drawn | interpolation | propagation | all slices, propagation | with shrinking ends |',
    '| --- | --- | --- | --- | --- | --- |',
  );
  for (const count of DRAWN) {
    const all = volumes.map((volume) => compare(volume, new Set(spread(shownIn(volume), count))));
    print(`| ${HIPPOCAMPI} hippocampi | ${count} slices | ${range(all)} |`);
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
      const figures = compare(volume, new Set(drawn)).map((dice) => dice.toFixed(1));
      print(`| sarcoma ${patient} | every ${ordinal} slice | ${figures.join(' | ')} |`);
    }
  }
}

const print = (...lines: string[]) => lines.forEach((line) => process.stdout.write(`${line}\n`));

/** Of each column. */
function range(rows: readonly number[][]): string {
  const columns = rows[0].map((_, column) => rows.map((row) => row[column]));
  return columns
    .map((values) => {
      const [mid, low, high] = [mean(values), Math.min(...values), Math.max(...values)];
      return `${mid.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
    })
    .join(' | ');
}

/**
 * Dice of interpolation, and of outlines that follow the images; then of the latter on all slices, without and with what they
 * say beyond the last drawn ones. Where outlines are not relied on, interpolation is taken.
 */
function compare(slices: readonly Example[], drawn: ReadonlySet<number>): number[] {
  const others = slices.map((_, z) => z).filter((z) => !drawn.has(z));
  const inner = others.filter((z) => z > Math.min(...drawn) && z < Math.max(...drawn));
  const dice = (masks: readonly Uint8Array[], which: readonly number[]) =>
    100 *
    meanCaseDice(
      which.map((z) => ({ caseId: 'series', predicted: masks[z], truth: slices[z].labelmap })),
      [1],
    );
  const [interpolated, propagated] = [interpolate(slices, drawn), propagate(slices, drawn)];
  const endless = propagated.map((mask, z) => (inner.includes(z) ? mask : interpolated[z]));
  return [
    dice(interpolated, inner),
    dice(propagated, inner),
    dice(endless, others),
    dice(propagated, others),
  ];
}

void main();
