import { correctMask } from '../../../src/correction/correctMask';
import type { StrokePoint } from '../../../src/correction/StrokePoint';
import type { ImageKey } from '../../../src/data/ImageKey';
import { packMask } from '../../../src/review/packMask';
import { relabelMask } from '../../../src/review/relabelMask';
import { activateSegmentation } from '../adapters/activateSegmentation';
import type { ViewportStroke } from '../adapters/createStrokeTool';
import { readImage } from '../adapters/readImage';
import { resultSlices } from '../adapters/resultSlices';
import { segmentValues } from '../adapters/segmentValues';
import { strokeOnImage } from '../adapters/strokeOnImage';
import { errorText, SessionError } from '../state/SessionError';
import { editSlice } from './editSlice';
import { renderImages } from './renderImages';
import type { Session } from './Session';
import { clearMessages, showMessage } from './SessionStore';

/** Radius of the stroke on the image, pixels. */
const RADIUS = 1.5;

/**
 * Corrects the mask of the image in a viewport by a stroke of a correction brush. A proposed mask becomes
 * known near the stroke and stays a proposal elsewhere. A mask that was reviewed before is corrected as by
 * any other brush.
 */
export async function correctByStroke(session: Session, stroke: ViewportStroke): Promise<void> {
  clearMessages(session.store, 'correct');
  try {
    const place = strokeOnImage(session.index, stroke);
    if (!place)
      throw new SessionError('Correction brushes work on the images of a series, not on other cuts.');
    await correctImage(session, place, stroke);
  } catch (error) {
    showMessage(session.store, { id: 'correct', kind: 'warning', text: errorText(error) });
  }
}

async function correctImage(
  session: Session,
  { key, points }: { key: ImageKey; points: StrokePoint[] },
  { viewportId, add }: ViewportStroke,
): Promise<void> {
  const { ohif, index, predicted, review, store } = session;
  const { segmentationService } = ohif.services;
  const found = predicted.find(key);
  const info = store.getState().series.find(({ id }) => id === found?.id);
  if (found) predicted.absorbStrokesOn(found.id, new Set([key]));
  const record = review.state.records[key];
  if (!found || !info || !record || !found.series.rendered.has(key)) {
    throw new SessionError('There is no predicted mask on this image yet. Draw with the brush instead.');
  }
  const { series } = found;
  const image = await readImage(index, info, key);
  const [slice] = resultSlices(ohif, series, [key]);
  const segmentation = segmentationService.getSegmentation(series.segmentationId);
  if (!slice || !segmentation || slice.values.length !== image.rows * image.columns) {
    throw new SessionError('The mask of this image has another size than the image.');
  }
  activateSegmentation(ohif, viewportId, series.segmentationId);
  const before = Uint8Array.from(slice.values);
  const segment = add
    ? (segmentationService.getActiveSegment(viewportId)?.segmentIndex ?? series.segments[0]?.index)
    : segmentUnder(points, before, image.columns);
  if (!segment) throw new SessionError('The stroke touches no mask: there is nothing to remove.');
  const { labelmap, known } = correctMask(image, before, { points, radius: RADIUS, add, segment });
  if (record.locked || record.origin !== 'predicted') {
    editSlice(session, key, before, labelmap);
    return;
  }
  const { toReview } = segmentValues(segmentation, series.segments, review.state.segments);
  const { rows, columns } = image;
  review.dispatch({
    type: 'partlyCorrected',
    key,
    seriesId: record.seriesId,
    mask: relabelMask(packMask(labelmap, rows, columns), toReview),
    known: packMask(known, rows, columns),
  });
  await renderImages(predicted, new Set([key]));
}

/** The segment that most of the points lie on; undefined if none lies on any. */
function segmentUnder(
  points: readonly StrokePoint[],
  labelmap: Uint8Array,
  columns: number,
): number | undefined {
  const counts = new Map<number, number>();
  for (const { row, column } of points) {
    const value = labelmap[Math.round(row) * columns + Math.round(column)];
    if (value > 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
