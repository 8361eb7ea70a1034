import type { Image } from '../../src/data/Image';
import { sampleSeries } from '../../src/data/sampleSeries';
import { probabilityBytes } from '../../src/inference/probabilityBytes';
import { predictSeries } from '../../src/inference/predictSeries';
import type { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import { memberAgreement } from './memberAgreement';

/** What is wanted of a case beside its masks. */
export interface WantedOfCase {
  members?: readonly Segmenter[];
  probabilities?: boolean;
}

/** The masks of a case. */
export interface PredictedCase {
  /** Labelmap values of each image, after the clean-up of the series. */
  labelmaps: Uint8Array[];
  /** Of each image, see `Prediction`. */
  confidences: number[];
  /** See {@link memberAgreement}, on the image with the largest mask; null for a single network. */
  agreement: number | null;
  /** Of each image, the probability of each segment before the clean-up, 0..255; only if requested. */
  probabilities?: Uint8Array[][];
}

/**
 * Predicts all slices of a case. In a volume, islands that do not belong to the structure are removed, as in
 * the viewer.
 *
 * @param images all of the same size, in spatial order
 * @param wanted `members`: the model's networks, if it has several and their agreement is wanted
 */
export async function predictCase(
  segmenter: Segmenter,
  images: readonly Image[],
  { members = [], probabilities = false }: WantedOfCase = {},
): Promise<PredictedCase> {
  const sample = await sampleSeries(images, (index) => images[index]);
  const series = new SeriesPredictor(segmenter, { sample, probabilities });
  const confidence = new Map<string, number>();
  const masks = new Map<string, Uint8Array>();
  const planes = new Map<string, Uint8Array[]>();
  const { classes } = segmenter.description.network;
  for await (const event of predictSeries(series, images)) {
    if (event.stage === 'cleaned') for (const { id, labelmap } of event.masks) masks.set(id, labelmap);
    else {
      for (const prediction of event.predictions) {
        confidence.set(prediction.id, prediction.confidence);
        const { id, probabilities: values } = prediction;
        if (values) planes.set(id, probabilityBytes(values, classes));
      }
    }
  }
  const labelmaps = images.map(({ id, rows, columns }) => masks.get(id) ?? new Uint8Array(rows * columns));
  const agreement =
    members.length < 2 ? null : await memberAgreement(members, sample, images[largest(labelmaps)]);
  return {
    labelmaps,
    confidences: images.map(({ id }) => confidence.get(id) ?? 1),
    agreement,
    ...(probabilities ? { probabilities: images.map(({ id }) => planes.get(id) ?? []) } : {}),
  };
}

/** Index of the mask with most pixels. */
function largest(labelmaps: readonly Uint8Array[]): number {
  const areas = labelmaps.map((labels) => labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0));
  return areas.indexOf(Math.max(...areas));
}
