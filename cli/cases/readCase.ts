import { toChannels } from '../../src/data/toChannels';
import { alignMask } from '../files/alignMask';
import { readDicom } from '../files/readDicom';
import { readJpeg } from '../files/readJpeg';
import { readNifti } from '../files/readNifti';
import { readPng } from '../files/readPng';
import { readPngMask } from '../files/readPngMask';
import { isSegFile, readSegMask } from '../files/readSegMask';
import { filesIn, readSeries } from '../files/readSeries';
import type { DicomStack } from '../files/stackFrames';
import { framesOf, stackFrames } from '../files/stackFrames';
import type { Voxels } from '../files/Voxels';
import { InputError } from '../InputError';
import type { CaseFiles, Source } from './CaseFiles';

/** A case as stored in its files. */
export interface RawCase {
  image: Voxels;
  /** The mask file's values, reordered to the image's grid. */
  mask: Float32Array;
  /** Whether the mask's values are labels; those of a picture without a palette may be grey values. */
  hasLabels: boolean;
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
 * Reads an image and its mask.
 *
 * @throws InputError that names the file when one cannot be read or their sizes differ
 */
export async function readCase({ image: imageSource, mask: maskSource }: CaseFiles): Promise<RawCase> {
  const image = await readSource(imageSource);
  const seg = 'frames' in image ? await segFileOf(maskSource) : undefined;
  if (seg && 'frames' in image) return { image, mask: await readSegMask(seg, image), hasLabels: true };
  // A mask may be a colour image; it is converted to luminance.
  const maskFile = await readMask(maskSource);
  const maskVoxels = { ...maskFile, values: toChannels(maskFile.values, maskFile.channels ?? 1, 1) };
  const mask = alignMask(image, maskVoxels);
  if (!mask) {
    const size = (voxels: Voxels) => voxels.size.slice(0, voxels.size[2] > 1 ? 3 : 2).join(' x ');
    throw new InputError(
      `${imageSource.path} has ${size(image)} pixels, its mask ${maskSource.path} has ${size(maskVoxels)}. ` +
        'Export the mask on the grid of its image.',
    );
  }
  return { image, mask, hasLabels: maskFile.hasLabels };
}

async function readMask(source: Source): Promise<Voxels & { hasLabels: boolean }> {
  if (source.kind === 'png') {
    const mask = await readPngMask(source.path);
    return { ...mask, hasLabels: mask.isIndexed };
  }
  return { ...(await readSource(source)), hasLabels: source.kind !== 'jpeg' };
}

/** The file of a mask that is a DICOM segmentation; undefined for other masks. */
async function segFileOf({ path: file, kind }: Source): Promise<string | undefined> {
  if (kind !== 'dicom' && kind !== 'series') return undefined;
  const candidates = kind === 'dicom' ? [file] : await filesIn(file);
  return candidates.length === 1 && (await isSegFile(candidates[0])) ? candidates[0] : undefined;
}
