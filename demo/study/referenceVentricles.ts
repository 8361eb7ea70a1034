import { readAtlasRegion } from './readAtlasRegion';
import { components, dilate } from './regions';
import type { Volume } from './Volume';

/** Threshold halfway between the ventricles' fluid (about 60) and the adjacent tissue (about 175). */
const darkBelow = 118;
/** How far the ventricles extend beyond the adjacent caudate nuclei, mm. Chosen by eye. */
const reach = { caudate: 8, caudateTail: 14 };
/**
 * The third ventricle lies between the thalami: at most this far from the midline, and below this height (mm;
 * z in patient coordinates). Above it the thalamus' label extends into the bodies of the lateral ventricles.
 */
const thirdVentricle = { fromMidline: 4, top: 18 };

/**
 * The lateral ventricles of the T1 volume: its dark voxels around the caudate nuclei, which follow the
 * ventricles from the frontal horns to the temporal horns. (The atlas labels only grey matter.) The third
 * ventricle, between the thalami, is removed; the largest connected part of the rest consists of the two
 * lateral ventricles, joined at the thin septum. Cisterns and sulci are separate parts.
 *
 * @returns 1 within the ventricles, otherwise 0, on the grid of the volume
 */
export async function referenceVentricles(
  t1: Volume,
  files: { atlas: string; atlasNames: string },
): Promise<Uint8Array> {
  const caudate = await readAtlasRegion(t1, files, (name) => /\bCaudate\b/.test(name));
  const tail = await readAtlasRegion(t1, files, (name) => /\bCaudate Tail\b/.test(name));
  const thalamus = await readAtlasRegion(t1, files, (name) => /\bThalamus\b/.test(name));
  const nearCaudate = dilate(caudate, t1.size, reach.caudate);
  const nearTail = dilate(tail, t1.size, reach.caudateTail);

  const [columns, rows] = t1.size;
  const [[xStep, , , xStart], , [, , zStep, zStart]] = t1.toPatient;
  const candidates = new Uint8Array(t1.values.length);
  for (let index = 0; index < candidates.length; index++) {
    const fromMidline = Math.abs(xStep * (index % columns) + xStart);
    const height = zStep * Math.floor(index / (columns * rows)) + zStart;
    const isThird =
      thalamus[index] === 1 && fromMidline <= thirdVentricle.fromMidline && height < thirdVentricle.top;
    const near = nearCaudate[index] === 1 || nearTail[index] === 1;
    if (near && !isThird && t1.values[index] < darkBelow) candidates[index] = 1;
  }

  const mask = new Uint8Array(candidates.length);
  for (const index of components(candidates, t1.size)[0]) mask[index] = 1;
  return mask;
}
