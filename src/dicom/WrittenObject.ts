/** A DICOM object that can be stored or saved. */
export interface WrittenObject {
  /** DICOM Part 10, Explicit VR Little Endian. */
  bytes: ArrayBuffer;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  sopInstanceUID: string;
}
