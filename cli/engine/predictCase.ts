import type { Image } from '../../src/data/Image';
import { sampleSeries } from '../../src/data/sampleSeries';
import { predictSeries } from '../../src/inference/predictSeries';
import type { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import { memberAgreement } from './memberAgreement';

/** The masks of a case. */
export interface PredictedCase {
  /** Labelmap values of each image, after the clean-up of the series. */
  labelmaps: Uint8Array[];
  /** Of each image, see `Prediction`. */
  confidences: number[];
  /** See {@link memberAgreement}, on the image with the largest mask; null for a single network. */
  agreement: number | null;
}

/**
 * Predicts all slices of a case. In a volume, islands that do not belong to the structure are removed, as in
 * the viewer.
 *
 * @param images all of the same size, in spatial order
 * @param members the model's networks, if it has several and their agreement is wanted
 */
export async function predictCase(
  segmenter: Segmenter,
  images: readonly Image[],
  members: readonly Segmenter[] = [],
): Promise<PredictedCase> {
  const sample = await sampleSeries(images, (index) => images[index]);
  const series = new SeriesPredictor(segmenter, { sample });
  const confidence = new Map<string, number>();
  const masks = new Map<string, Uint8Array>();
  for await (const event of predictSeries(series, images)) {
    if (event.stage === 'cleaned') for (const { id, labelmap } of event.masks) masks.set(id, labelmap);
    else for (const prediction of event.predictions) confidence.set(prediction.id, prediction.confidence);
  }
  const labelmaps = images.map(({ id, rows, columns }) => masks.get(id) ?? new Uint8Array(rows * columns));
  const agreement =
    members.length < 2 ? null : await memberAgreement(members, sample, images[largest(labelmaps)]);
  return { labelmaps, confidences: images.map(({ id }) => confidence.get(id) ?? 1), agreement };
}

/** Index of the mask with most pixels. */
function largest(labelmaps: readonly Uint8Array[]): number {
  const areas = labelmaps.map((labels) => labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0));
  return areas.indexOf(Math.max(...areas));
}
