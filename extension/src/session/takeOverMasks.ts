import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import { relabelMask } from '../../../src/review/relabelMask';
import type { MaskedImage } from '../../../src/review/ReviewAction';
import { seriesName } from '../adapters/listSeries';
import type { MaskObject } from '../adapters/maskObjects';
import type { StudyMasks } from '../adapters/readMaskObject';
import { adoptSegments } from './adoptSegments';
import { openMaskObject } from './openMaskObject';
import { renderImages } from './renderImages';
import type { Session } from './Session';
import { showMessage } from './SessionStore';

/** Most image numbers in a message. */
const MOST_NUMBERS = 8;

/**
 * Takes the masks of a stored segmentation or structure set over as examples. Images that the reader drew on,
 * or whose mask the reader accepted or corrected, keep their masks.
 *
 * @param id SOP Instance UID of the object
 * @throws SessionError that names the object and says why it gives no examples
 */
export async function takeOverMasks(session: Session, id: string): Promise<void> {
  const { store, imported } = session;
  await openMaskObject(session, id, async (object, read) => {
    const taken = await addMasks(session, object, read);
    await imported.show();
    const kind = taken.used.length > 0 ? 'info' : 'warning';
    showMessage(store, { id: 'study-masks', kind, text: describe(object, taken, read) });
  });
}

/** For each series a clause with the images that got a mask, or that had one before. */
interface Taken {
  used: string[];
  left: string[];
}

async function addMasks(session: Session, object: MaskObject, read: StudyMasks): Promise<Taken> {
  const { index, review, imported, predicted } = session;
  const free = new Map<string, Map<ImageKey, PackedMask>>();
  const taken: Taken = { used: [], left: [] };
  for (const series of object.targets) {
    const masks = read.masks.get(series.id) ?? new Map<ImageKey, PackedMask>();
    // A proposal, or a rejected one, gives way.
    const isFree = (key: ImageKey) => !review.state.records[key]?.locked;
    const used = new Map([...masks].filter(([key]) => isFree(key)));
    if (used.size > 0) {
      free.set(series.id, used);
      taken.used.push(`${used.size} ${used.size === 1 ? 'image' : 'images'} of ${seriesName(series)}`);
    }
    const left = index.keysOf(series.id).filter((key) => masks.has(key) && !used.has(key));
    if (left.length > 0) taken.left.push(`${numbersOf(session, left)} of ${seriesName(series)}`);
  }
  const { segments, values } = adoptSegments(session, { ...read, masks: free });
  const images = [...free].flatMap(([seriesId, masks]) =>
    [...masks].map(([key, mask]): MaskedImage => ({
      key,
      seriesId,
      mask: relabelMask(mask, (value) => values.get(value) ?? 0),
    })),
  );
  if (images.length === 0) return taken;
  const { takeOver, add } = await imported.prepare(object, bySeries(images), segments);
  // Labelmaps and review change in one task, so that no scan comes between them; undoing is one step.
  add();
  review.dispatch({ type: 'takenOver', takeOver, masks: images });
  await renderImages(predicted, new Set(images.map(({ key }) => key)));
  return taken;
}

function bySeries(images: readonly MaskedImage[]): Map<string, Map<ImageKey, PackedMask>> {
  const series = new Map<string, Map<ImageKey, PackedMask>>();
  for (const { key, seriesId, mask } of images) {
    series.set(seriesId, (series.get(seriesId) ?? new Map<ImageKey, PackedMask>()).set(key, mask));
  }
  return series;
}

function describe({ name }: MaskObject, { used, left }: Taken, remarks: StudyMasks): string {
  const kept = left.length > 0 ? [`Left as before, because they have a mask: ${left.join('; ')}.`] : [];
  if (used.length === 0) return [`Nothing of “${name}” was used.`, ...kept].join(' ');
  return [
    `The masks of “${name}” are examples now, on ${used.join(' and ')}.`,
    ...kept,
    ...(remarks.overlaps ? ['Where segments overlap, the higher number wins.'] : []),
    ...(remarks.resampled
      ? ['They are on another grid than the images, so each pixel got the nearest value.']
      : []),
  ].join(' ');
}

function numbersOf({ index }: Session, keys: readonly ImageKey[]): string {
  const numbers = keys.slice(0, MOST_NUMBERS).map((key) => index.imageNumberOf(key));
  const more = keys.length - numbers.length;
  const noun = keys.length === 1 ? 'image' : 'images';
  return `${noun} ${numbers.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
