import { itemOf, itemsOf } from '../../../src/dicom/Attributes';
import { newUid } from '../../../src/dicom/newUid';
import { readPart10 } from '../../../src/dicom/readPart10';
import { writePart10 } from '../../../src/dicom/writePart10';

/** A DICOM SEG as the viewer stores it when a reader has accepted all of its masks. */
export function judgedCopy(seg: ArrayBuffer): Uint8Array {
  const attributes = readPart10(seg);
  for (const group of itemsOf(attributes, 'PerFrameFunctionalGroupsSequence')) {
    Object.assign(itemOf(group, 'FrameContentSequence') ?? {}, { FrameLabel: 'accepted' });
  }
  const [pixels] = [attributes.PixelData].flat();
  const uids = { SOPInstanceUID: newUid(), SeriesInstanceUID: newUid() };
  return new Uint8Array(writePart10({ ...attributes, ...uids, PixelData: pixels }, 'OB'));
}
