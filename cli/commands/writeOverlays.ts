import path from 'node:path';
import type { Case } from '../cases/Case';
import type { CaseFiles } from '../cases/CaseFiles';
import type { Dataset } from '../cases/Dataset';
import { writePng } from '../files/writePng';
import type { CaseScore } from '../metrics/measureCase';
import { drawOverlay } from '../overlay/drawOverlay';

/** Maximum length of a case's name in a file name; file systems allow 255 bytes in total. */
const LONGEST_NAME = 60;

/**
 * How the cases were measured: the unit of distances, and a function that predicts the labels of each slice.
 */
export interface Measured {
  unit: string;
  predict(one: Case): Promise<Uint8Array[]>;
}

/**
 * Writes `best_…`, `median_…` and `worst_….png` into a folder; for a volume, the slice with the largest area
 * of the structure.
 *
 * @param tests the test cases, in the order of `scores`
 */
export async function writeOverlays(
  folder: string,
  { unit, predict }: Measured,
  dataset: Dataset,
  tests: readonly CaseFiles[],
  scores: readonly CaseScore[],
): Promise<void> {
  const order = scores.map((_, index) => index).sort((a, b) => scores[b].dice - scores[a].dice);
  const shown = {
    best: order[0],
    median: order[Math.floor((order.length - 1) / 2)],
    worst: order[order.length - 1],
  };
  for (const [rank, index] of Object.entries(shown)) {
    const { name, dice, hd95 } = scores[index];
    // Predicted again because the predictions of many large volumes would not fit into memory.
    const one = await dataset.load(tests[index]);
    const prediction = await predict(one);
    const slice = largestSlice(one, prediction);
    const distance = hd95 === null ? '-' : `${hd95.toFixed(1)} ${unit}`;
    const { rows, columns, slices } = one.slicing;
    const { values, width, height } = drawOverlay({
      rows,
      columns,
      channels: one.channels,
      pixels: one.slices[slice].pixels,
      reference: one.slices[slice].labelmap,
      prediction: prediction[slice],
      title: [
        `${rank}: ${name}${one.volume ? `, slice ${slice + 1} / ${slices}` : ''}`,
        `Dice ${dice.toFixed(3)}, HD95 ${distance}`,
      ],
    });
    await writePng(path.join(folder, `${rank}_${name.slice(0, LONGEST_NAME)}.png`), width, height, values);
  }
}

/**
 * The slice with the most foreground: of the reference, or of the prediction where the reference has none.
 */
function largestSlice(one: Case, prediction: readonly Uint8Array[]): number {
  const area = (labels: Uint8Array) => labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0);
  const drawn = one.slices.map(({ labelmap }) => area(labelmap));
  const areas = drawn.some((value) => value > 0) ? drawn : prediction.map(area);
  return areas.indexOf(Math.max(...areas));
}
