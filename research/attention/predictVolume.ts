import type { Example } from '../../src/data/Image';
import type { PredictableSeries } from '../../src/inference/PredictableSeries';
import { predictSeries } from '../../src/inference/predictSeries';
import type { JudgedSlice } from './JudgedSlice';

/**
 * Predicts the slices of a volume that are not drawn, as in the viewer.
 *
 * @param slices in spatial order
 * @param drawn indices of the drawn slices
 */
export async function predictVolume(
  series: PredictableSeries,
  slices: readonly Example[],
  drawn: ReadonlySet<number>,
): Promise<JudgedSlice[]> {
  const unseen = slices.filter((_, z) => !drawn.has(z)).map(({ image }) => image);
  const confidences = new Map<string, number>();
  const masks = new Map<string, Uint8Array>();
  for await (const event of predictSeries(series, unseen)) {
    if (event.stage === 'predicted') {
      for (const { id, confidence } of event.predictions) confidences.set(id, confidence);
    } else {
      for (const { id, labelmap } of event.masks) masks.set(id, labelmap);
    }
  }
  return slices.map(({ image: { id, rows, columns }, labelmap: truth }, z) => ({
    rows,
    columns,
    labelmap: masks.get(id) ?? truth,
    truth,
    drawn: drawn.has(z),
    confidence: confidences.get(id) ?? null,
  }));
}
