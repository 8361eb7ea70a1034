import { textOf, type Attributes } from './Attributes';
import { contentDifference } from './compareContent';
import { readPart10 } from './readPart10';

/**
 * Compares an object with masks or contours that was sent to an archive with what the archive returns.
 * Archives may change patient and study attributes, but must not change the identity or the masks.
 *
 * @returns the difference, worded as the end of a sentence; empty when they agree
 */
export function compareStored(sent: ArrayBuffer, received: ArrayBuffer): string {
  const ours = readPart10(sent);
  let theirs: Attributes;
  try {
    theirs = readPart10(received);
  } catch {
    return 'what it returns is not a DICOM object';
  }
  if (textOf(theirs, 'SOPInstanceUID') !== textOf(ours, 'SOPInstanceUID')) return 'it returns another object';
  return contentDifference(ours, theirs);
}
