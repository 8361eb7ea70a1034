import type { ImageKey } from '../../../src/data/ImageKey';
import { COMMON_REMEDIES, MaskError, type MaskProblem } from '../../../src/dicom/masks/MaskError';
import type { PackedMask } from '../../../src/review/PackedMask';
import { relabelMask } from '../../../src/review/relabelMask';
import { seriesName } from '../adapters/listSeries';
import { maskObjects, type MaskObject } from '../adapters/maskObjects';
import { readMaskObject, type StudyMasks } from '../adapters/readMaskObject';
import { SessionError } from '../state/SessionError';
import type { ListedMasks } from '../state/SessionState';
import { adoptSegments } from './adoptSegments';
import type { Session } from './Session';
import { clearMessages, showMessage, type SessionStore } from './SessionStore';

/** What to do where an object cannot be read on the images of the study. */
const REMEDIES: Record<MaskProblem, string> = {
  ...COMMON_REMEDIES,
  unknown: 'Export it as a binary DICOM SEG.',
  compressed: 'Store it uncompressed, for example after "gdcmconv --raw".',
  unplaced: 'Export it as a DICOM SEG that refers to the images, or draw on them here.',
  elsewhere: 'Use it in the study that it was made on.',
  across: 'Draw them on the images in the program that made them, or export a DICOM SEG.',
};

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
  const { store, index, imported, scanner } = session;
  clearMessages(store, 'study-masks');
  // Strokes that are not in the review yet come first.
  await scanner.scan();
  const object = maskObjects(index, store.getState().series).find((entry) => entry.id === id);
  if (!object) throw new SessionError('These masks are no longer part of the study. Reload it.');
  setStage(store, id, 'reading');
  try {
    const read = await readMaskObject(index, object);
    const taken = await addMasks(session, object, read);
    await imported.show();
    await scanner.scan();
    const kind = taken.used.length > 0 ? 'info' : 'warning';
    showMessage(store, { id: 'study-masks', kind, text: describe(object, taken, read) });
  } catch (error) {
    throw error instanceof MaskError ? explain(object, error) : error;
  } finally {
    setStage(store, id, imported.has(id) ? 'used' : 'listed');
  }
}

function explain({ name, summary }: MaskObject, { message, problem }: MaskError): SessionError {
  return new SessionError(`“${name}” (${summary.kind}): ${message}. ${REMEDIES[problem]}`);
}

/** For each series a clause with the images that got a mask, or that had one before. */
interface Taken {
  used: string[];
  left: string[];
}

async function addMasks(session: Session, object: MaskObject, read: StudyMasks): Promise<Taken> {
  const { index, review, imported } = session;
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
  for (const [id, masks] of free) {
    const relabelled = [...masks].map(([key, mask]): [ImageKey, PackedMask] => [
      key,
      relabelMask(mask, (value) => values.get(value) ?? 0),
    ]);
    await imported.add(object, id, new Map(relabelled), segments);
  }
  return taken;
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

function setStage(store: SessionStore, id: string, stage: ListedMasks['stage']): void {
  store.setState(({ studyMasks }) => ({
    studyMasks: studyMasks.map((entry) => (entry.id === id ? { ...entry, stage } : entry)),
  }));
}
