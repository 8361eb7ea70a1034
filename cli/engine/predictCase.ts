import { sampleSeries } from '../../src/data/sampleSeries';
import { predictSeries } from '../../src/inference/predictSeries';
import type { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import type { Plane } from './planeImage';
import { planeImage } from './planeImage';

/**
 * Predicts all slices of a case. In a volume, islands that do not belong to the structure are removed, as in
 * the viewer.
 *
 * @param planes all of the same size, in spatial order
 * @returns labelmap values of each slice
 */
export async function predictCase(segmenter: Segmenter, planes: readonly Plane[]): Promise<Uint8Array[]> {
  const images = planes.map((plane, z) => planeImage(plane, `${z}`, '', z));
  const sample = await sampleSeries(images, (index) => images[index]);
  const series = new SeriesPredictor(segmenter, { sample });
  for await (const event of predictSeries(series, images)) {
    if (event.stage !== 'cleaned') continue;
    const byId = new Map(event.masks.map(({ id, labelmap }) => [id, labelmap]));
    return images.map(({ id, rows, columns }) => byId.get(id) ?? new Uint8Array(rows * columns));
  }
  return [];
}
