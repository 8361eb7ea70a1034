/** The attributes that determine whether OHIF reads a SEG correctly, by DICOM keyword. */
export interface SegFrames {
  Rows?: unknown;
  Columns?: unknown;
  NumberOfFrames?: unknown;
  SegmentationType?: unknown;
}

/**
 * Explains why the viewer displays a SEG incorrectly or not at all; empty when it displays it correctly. A
 * binary SEG packs its frames without gaps (DICOM PS3.5 section 8.1.1), but OHIF 3.13 starts reading each
 * frame at a whole byte: where an image's number of pixels is not a multiple of 8, every mask but the first
 * is shifted along the row by up to 7 pixels.
 */
export function misreadSeg({ Rows, Columns, NumberOfFrames, SegmentationType }: SegFrames): string {
  if (SegmentationType === 'FRACTIONAL') return 'This version of OHIF cannot open probabilities.';
  const pixels = Number(Rows) * Number(Columns);
  const packed = SegmentationType === undefined || SegmentationType === 'BINARY';
  if (!packed || !(Number(NumberOfFrames ?? 2) > 1) || !(pixels % 8 > 0)) return '';
  return (
    `This version of OHIF reads binary masks on images of ${Rows} x ${Columns} pixels incorrectly: it shifts them by ` +
    'up to 7 pixels, because the number of pixels is not a multiple of 8.'
  );
}
