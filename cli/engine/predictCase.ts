import { cleanVolume } from '../../src/inference/cleanVolume';
import { matchingNormalisation } from '../../src/data/matching';
import type { Segmenter } from '../../src/inference/Segmenter';
import { sampleIntensities } from '../../src/data/sampleIntensities';
import type { Plane, WholeImageField } from './wholeImage';
import { placeImage } from './wholeImage';

/**
 * Predicts all slices of a case. In a volume, islands that do not belong to the structure are removed, as in the viewer.
 *
 * @param planes of one size, in spatial order
 * @returns segment indices of each slice
 */
export async function predictCase(
  segmenter: Segmenter,
  planes: readonly Plane[],
  field: WholeImageField,
): Promise<Uint8Array[]> {
  const images = planes.map((plane) => placeImage(plane, '', '', field));
  const normalisation = matchingNormalisation(images, sampleIntensities(planes), segmenter.description);
  const slices: Uint8Array[] = [];
  for (const image of images) {
    slices.push((await segmenter.predict(image, normalisation)).labelmap);
  }
  if (planes.length === 1) return slices;
  const { rows, columns } = planes[0];
  const cleaned = cleanVolume({ rows, columns, slices, drawn: slices.map(() => null) });
  return cleaned.map((slice, i) => slice ?? slices[i]);
}
