import { alignMask } from '../files/alignMask';
import { readBytes } from '../files/readBytes';
import { readDicom } from '../files/readDicom';
import { readJpeg } from '../files/readJpeg';
import { readNifti } from '../files/readNifti';
import { exifOrientation } from '../files/exifOrientation';
import { joinColours } from '../files/joinColours';
import { readPng } from '../files/readPng';
import { readPngMask } from '../files/readPngMask';
import { readObjectMask } from '../files/readObjectMask';
import { filesIn, readSeries } from '../files/readSeries';
import type { DicomStack } from '../files/stackFrames';
import { framesOf, stackFrames } from '../files/stackFrames';
import { swapsSides, turnUpright } from '../files/turnUpright';
import type { Voxels } from '../files/Voxels';
import { InputError } from '../InputError';
import type { CaseFiles, Source } from './CaseFiles';
import type { MaskCoding, MaskInfo } from '../files/MaskCoding';

/** A case as stored in its files. */
export interface RawCase extends MaskInfo {
  image: Voxels;
  /** The mask file's values on the image's grid. */
  mask: Float32Array;
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
  const image =
    imageSource.kind === 'jpeg'
      ? await readPhotograph(imageSource, maskSource)
      : await readSource(imageSource);
  const object = await objectFileOf(maskSource);
  const labels = object === undefined ? undefined : await readObjectMask(object, image);
  if (labels) return { image, ...labels, mask: labels.values, coding: 'labels' };
  const mask = await readMask(maskSource);
  const aligned = alignMask(image, mask);
  if (typeof aligned === 'string') {
    throw new InputError(`The mask ${maskSource.path} of ${imageSource.path} ${aligned}.`);
  }
  return { image, mask: aligned.values, coding: mask.coding, resampled: aligned.resampled, overlaps: false };
}

/**
 * Reads a JPEG image in the orientation of its mask: masks are drawn on what viewers show or on what is
 * stored.
 *
 * @throws InputError when both orientations fit
 */
async function readPhotograph(image: Source, mask: Source): Promise<Voxels> {
  const orientation = exifOrientation(await readBytes(image.path));
  const ofMask = mask.kind === 'jpeg' ? exifOrientation(await readBytes(mask.path)) : 1;
  if (orientation === 1 || orientation === ofMask) return readJpeg(image.path);
  const stored = await readJpeg(image.path, { upright: false });
  const [width, height] = stored.size;
  if (!swapsSides(orientation) || width === height) {
    throw new InputError(
      `${image.path} is stored turned or mirrored (EXIF orientation ${orientation}), and its mask fits both ways. ` +
        'Save the image upright, and check that the mask lies on it.',
    );
  }
  const { size } = await readSource(mask);
  return size[0] === width && size[1] === height ? stored : turnUpright(stored, orientation);
}

/** Reads a mask that is an image; colours are joined to one value each. */
async function readMask(source: Source): Promise<Voxels & { coding: MaskCoding }> {
  if (source.kind === 'png') return readPngMask(source.path);
  const { channels, values, ...grid } = await readSource(source);
  if (channels === 3) {
    const coding = source.kind === 'jpeg' ? 'lossy colours' : 'colours';
    return { ...grid, values: joinColours(values), coding };
  }
  return { ...grid, values, coding: source.kind === 'jpeg' ? 'lossy grey' : 'labels' };
}

/** The file of a mask that may be a DICOM segmentation or structure set; undefined for other masks. */
async function objectFileOf({ path: file, kind }: Source): Promise<string | undefined> {
  if (kind === 'dicom') return file;
  const files = kind === 'series' ? await filesIn(file) : [];
  return files.length === 1 ? files[0] : undefined;
}
