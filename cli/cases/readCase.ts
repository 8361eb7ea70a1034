import { toChannels } from '../../src/data/toChannels';
import { alignMask } from '../files/alignMask';
import { readDicom } from '../files/readDicom';
import { readJpeg } from '../files/readJpeg';
import { readNifti } from '../files/readNifti';
import { readPng } from '../files/readPng';
import { readPngMask } from '../files/readPngMask';
import { readObjectMask } from '../files/readObjectMask';
import { filesIn, readSeries } from '../files/readSeries';
import type { DicomStack } from '../files/stackFrames';
import { framesOf, stackFrames } from '../files/stackFrames';
import type { Voxels } from '../files/Voxels';
import { InputError } from '../InputError';
import type { CaseFiles, Source } from './CaseFiles';

/** A case as stored in its files. */
export interface RawCase {
  image: Voxels;
  /** The mask file's values on the image's grid. */
  mask: Float32Array;
  /** Whether the mask's values are labels; those of a picture without a palette may be grey values. */
  hasLabels: boolean;
  /** Names of labels, if the mask has any. */
  names?: ReadonlyMap<number, string>;
  /** Whether the mask's grid differs from the image's, so that each voxel got the nearest value. */
  resampled: boolean;
  /** Whether segments overlap; the highest number wins. */
  overlaps: boolean;
}

/** Reads an image of any kind. */
export async function readSource({ path: file, kind }: Source): Promise<Voxels | DicomStack> {
  switch (kind) {
    case 'png':
      return readPng(file);
    case 'jpeg':
      return readJpeg(file);
    case 'nifti':
      return readNifti(file);
    case 'dicom':
      return stackFrames(file, framesOf([await readDicom(file)]));
    case 'series':
      return readSeries(file);
  }
}

/**
 * Reads an image and its mask, placed by the geometry of both.
 *
 * @throws InputError that names the file when one cannot be read or the mask does not belong to the image
 */
export async function readCase({ image: imageSource, mask: maskSource }: CaseFiles): Promise<RawCase> {
  const image = await readSource(imageSource);
  const object = await objectFileOf(maskSource);
  const labels = object === undefined ? undefined : await readObjectMask(object, image);
  if (labels) return { image, ...labels, mask: labels.values, hasLabels: true };
  // A mask may be a colour image; it is converted to luminance.
  const maskFile = await readMask(maskSource);
  const maskVoxels = { ...maskFile, values: toChannels(maskFile.values, maskFile.channels ?? 1, 1) };
  const aligned = alignMask(image, maskVoxels);
  if (typeof aligned === 'string') {
    throw new InputError(`The mask ${maskSource.path} of ${imageSource.path} ${aligned}.`);
  }
  const { values: mask, resampled } = aligned;
  return { image, mask, hasLabels: maskFile.hasLabels, resampled, overlaps: false };
}

async function readMask(source: Source): Promise<Voxels & { hasLabels: boolean }> {
  if (source.kind === 'png') {
    const mask = await readPngMask(source.path);
    return { ...mask, hasLabels: mask.isIndexed };
  }
  return { ...(await readSource(source)), hasLabels: source.kind !== 'jpeg' };
}

/** The file of a mask that may be a DICOM segmentation or structure set; undefined for other masks. */
async function objectFileOf({ path: file, kind }: Source): Promise<string | undefined> {
  if (kind === 'dicom') return file;
  const files = kind === 'series' ? await filesIn(file) : [];
  return files.length === 1 ? files[0] : undefined;
}
