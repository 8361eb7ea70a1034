import type { Channels } from '../../src/data/Channels';
import type { Vector3 } from '../../src/data/Image';
import type { Attributes } from '../../src/dicom/Attributes';

/** One frame of a DICOM file. */
export interface DicomFrame {
  /** 3 for colour, always converted to RGB; 1 for grey. */
  channels: Channels;
  /** Modality values (after rescale), row by row, channels interleaved. */
  pixels: Float32Array;
  /** Patient coordinates (LPS, mm); undefined when unknown. */
  position?: Vector3;
  /** Unit vectors along a row and along a column. */
  orientation?: { row: Vector3; column: Vector3 };
  /** Distance between rows and between columns, mm. */
  spacing?: { row: number; column: number };
}

export interface DicomFile {
  file: string;
  attributes: Attributes;
  rows: number;
  columns: number;
  frames: DicomFrame[];
}
