import type { Channels } from './Channels';

/** A point or direction in the patient coordinate system (LPS, millimetres). */
export type Vector3 = readonly [number, number, number];

/** Where an image lies in patient space (DICOM Image Plane module). */
export interface ImageGeometry {
  /** Image Position (Patient): centre of the first pixel, mm. */
  origin: Vector3;
  /** Unit vector along a row: the direction in which the column index grows. */
  rowCosines: Vector3;
  /** Unit vector along a column: the direction in which the row index grows. */
  columnCosines: Vector3;
  /** Distance between neighbouring rows, mm. */
  rowSpacing: number;
  /** Distance between neighbouring columns, mm. */
  columnSpacing: number;
  /** Images with the same value share one patient space. Empty when unknown. */
  frameOfReferenceUID: string;
}

/** One 2-D image on its own pixel grid. */
export interface Image {
  /** An `ImageKey` in the viewer, a name elsewhere. Unique within a study. */
  id: string;
  /** Series Instance UID, or a folder name. Intensities are normalised per series. */
  seriesId: string;
  rows: number;
  columns: number;
  /**
   * Number of values per pixel: 1 (grey, the default) or 3 (red, green and blue). All images of a series have
   * the same number.
   */
  channels?: Channels;
  /**
   * Modality values (after rescale), row by row; the channels of a pixel are adjacent. Length = rows x
   * columns x channels.
   */
  pixels: Float32Array;
  /** Undefined when the image has no Image Plane module; its pixels are then taken as 1 mm squares. */
  geometry?: ImageGeometry;
}

/** An image with its drawn mask. A mask without foreground means that the structures are absent. */
export interface Example {
  image: Image;
  /** Segment index of each pixel (0 = background), row by row; length = rows x columns. */
  labelmap: Uint8Array;
  /**
   * 1 where the labelmap is known to be right, 0 where nothing is known; length = rows x columns.
   * Everything is known if left out.
   */
  known?: Uint8Array;
  /** How often the example is shown compared with others, a whole number >= 1; 1 if left out. */
  weight?: number;
  /**
   * Examples with the same `patientId` show the same patient, possibly in several series. If left out, each
   * series counts as a patient.
   */
  patientId?: string;
}
