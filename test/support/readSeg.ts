import dcmjs from 'dcmjs';

interface FrameGroups {
  DerivationImageSequence: Item<{ SourceImageSequence: Item<{ ReferencedSOPInstanceUID: string }> }>;
}
/** dcmjs returns a sequence of one item as the item itself. */
type Item<T> = T | T[];

interface SegDataset {
  SeriesDescription: string;
  SOPClassUID: string;
  SegmentationType: string;
  Rows: number;
  Columns: number;
  NumberOfFrames: number | string;
  PixelData: ArrayBuffer | ArrayBuffer[];
  PerFrameFunctionalGroupsSequence: Item<FrameGroups>;
  SegmentSequence: Item<{
    SegmentLabel: string;
    SegmentAlgorithmType: string;
    SegmentAlgorithmName?: string;
  }>;
}

/** A binary DICOM SEG of one segment, read without the viewer. */
export interface ReadSeg {
  dataset: SegDataset;
  /** Masks of 0 and 1 per pixel, by SOP Instance UID of the frame's image. */
  masks: Map<string, Uint8Array>;
}

const first = <T>(item: Item<T>): T => (Array.isArray(item) ? item[0] : item);
const list = <T>(item: Item<T>): T[] => (Array.isArray(item) ? item : [item]);

/** Reads a Part 10 file of a binary SEG; frames are packed without gaps (PS3.5 section 8.1.1). */
export function readSeg(file: ArrayBuffer): ReadSeg {
  const message = dcmjs.data.DicomMessage.readFile(file);
  const dataset = dcmjs.data.DicomMetaDictionary.naturalizeDataset(message.dict) as unknown as SegDataset;
  const bytes = new Uint8Array(first(dataset.PixelData));
  const area = dataset.Rows * dataset.Columns;
  const masks = new Map<string, Uint8Array>();
  list(dataset.PerFrameFunctionalGroupsSequence).forEach((groups, frame) => {
    const source = first(first(groups.DerivationImageSequence).SourceImageSequence);
    const mask = new Uint8Array(area);
    for (let i = 0; i < area; i++) {
      const bit = frame * area + i;
      mask[i] = (bytes[bit >> 3] >> (bit & 7)) & 1;
    }
    masks.set(source.ReferencedSOPInstanceUID, mask);
  });
  return { dataset, masks };
}
