import type { FileKind } from '../files/fileKind';

/** An image or mask on disk: a file, or a folder that holds a DICOM series. */
export interface Source {
  path: string;
  kind: FileKind | 'series';
}

/** An image with its mask; a case is a 2-D image or a volume. */
export interface CaseFiles {
  /** The stem that image and mask share. */
  name: string;
  image: Source;
  mask: Source;
}
