import { imageKey } from '../../../src/data/ImageKey';
import { mapSegments } from '../../../src/data/mapSegments';
import type { SegImage } from '../../../src/dicom/SegContent';
import type { SeriesMasks } from '../adapters/makeObject';
import { readImage } from '../adapters/readImage';
import { SessionError } from '../state/SessionError';
import type { SeriesInfo } from '../state/SessionState';
import { describePredicted } from './describePredicted';
import type { Session } from './Session';

/**
 * Adds the probabilities of the segments to the images whose masks nobody has judged. Masks that a reader
 * drew, accepted or corrected count as certain.
 *
 * @throws SessionError when the model that predicted them is gone
 */
export async function addProbabilities(
  session: Session,
  series: SeriesInfo,
  masks: SeriesMasks,
): Promise<void> {
  const { store, engine, index, review } = session;
  const { model } = store.getState();
  const proposed = new Map(
    masks.images
      .filter(({ origin }) => origin === 'predicted')
      .map((image) => [imageKey(image.sopInstanceUID, image.frame), image]),
  );
  if (proposed.size === 0) return;
  const { records } = review.state;
  if (!model || [...proposed.keys()].some((key) => records[key]?.modelId !== model.summary.id)) {
    throw new SessionError(
      'Its masks are not all of the present model, which alone knows the probabilities. Predict again, or ' +
        'choose another format.',
    );
  }
  // Segments that were drawn after the training have no probability.
  const values = mapSegments(model.summary.segments, masks.segments);
  const places = model.summary.segments.map((segment) =>
    masks.segments.findIndex(({ index: value }) => value === values[segment.index]),
  );
  const description = await describePredicted(session, model, series);
  const images = readThem();
  for await (const { id, planes } of engine.segmentProbabilities(model, description, images)) {
    const image = proposed.get(id);
    if (image) image.probabilities = inOrder(image, planes);
  }

  async function* readThem() {
    for (const key of proposed.keys()) yield await readImage(index, series, key);
  }

  /** The planes in the order of the masks' segments. */
  function inOrder({ rows, columns }: SegImage, planes: readonly Uint8Array[]): Uint8Array[] {
    return masks.segments.map((_, place) => {
      const plane = planes[places.indexOf(place)];
      return plane ?? new Uint8Array(rows * columns);
    });
  }
}
