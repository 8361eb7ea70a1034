import { COMMON_REMEDIES, MaskError, type MaskProblem } from '../../../src/dicom/masks/MaskError';
import { maskObjects, type MaskObject } from '../adapters/maskObjects';
import { readMaskObject, type StudyMasks } from '../adapters/readMaskObject';
import { SessionError } from '../state/SessionError';
import type { ListedMasks } from '../state/SessionState';
import type { Session } from './Session';
import { clearMessages, type SessionStore } from './SessionStore';

/** What to do where an object cannot be read on the images of the study. */
const REMEDIES: Record<MaskProblem, string> = {
  ...COMMON_REMEDIES,
  unknown: 'Export it as a binary DICOM SEG.',
  compressed: 'Store it uncompressed, for example after "gdcmconv --raw".',
  unplaced: 'Export it as a DICOM SEG that refers to the images, or draw on them here.',
  elsewhere: 'Use it in the study that it was made on.',
  across: 'Draw them on the images in the program that made them, or export a DICOM SEG.',
};

/**
 * Reads a stored object with masks and brings them into the viewer; the panel's list shows that meanwhile.
 *
 * @param id its SOP Instance UID
 * @param show brings the masks into the viewer
 * @throws SessionError that names the object and says why it cannot be read
 */
export async function openMaskObject(
  { store, index, scanner }: Session,
  id: string,
  show: (object: MaskObject, read: StudyMasks) => Promise<void>,
): Promise<void> {
  clearMessages(store, 'study-masks');
  // Strokes that are not in the review yet come first.
  await scanner.scan();
  const object = maskObjects(index, store.getState().series).find((entry) => entry.id === id);
  if (!object) throw new SessionError('These masks are no longer part of the study. Reload it.');
  setStage(store, id, 'reading');
  try {
    await show(object, await readMaskObject(index, object));
  } catch (error) {
    throw error instanceof MaskError ? explain(object, error) : error;
  } finally {
    // The next scan sees whether they are in the viewer.
    setStage(store, id, 'listed');
    await scanner.scan();
  }
}

function explain({ name, summary }: MaskObject, { message, problem }: MaskError): SessionError {
  return new SessionError(`“${name}” (${summary.kind}): ${message}. ${REMEDIES[problem]}`);
}

function setStage(store: SessionStore, id: string, stage: ListedMasks['stage']): void {
  store.setState(({ studyMasks }) => ({
    studyMasks: studyMasks.map((entry) => (entry.id === id ? { ...entry, stage } : entry)),
  }));
}
