import { InputError } from '../InputError';
import { decodePng } from './decodePng';
import { pngChunks } from './pngChunks';
import { readBytes } from './readBytes';
import type { Voxels } from './Voxels';

/** A mask from a PNG file. */
export interface PngMask extends Voxels {
  /** Whether the values are labels, read from the indices of a palette; otherwise they may be grey values. */
  isIndexed: boolean;
}

/** The colour type of images with a palette. */
const INDEXED = 3;

/**
 * Reads a mask from a PNG file. If it has a palette with colours, the values are the palette's indices: the
 * colours only display the labels. Grey palettes are applied, because programs that shrink PNG files choose
 * their order.
 *
 * @throws InputError when the file is not a PNG file, is damaged, or shows the background in black by an
 * index other than 0
 */
export async function readPngMask(file: string): Promise<PngMask> {
  const bytes = await readBytes(file);
  const voxels = decodePng(file, bytes);
  const palette = findPalette(bytes);
  if (!palette || isGrey(palette)) return { ...voxels, isIndexed: false };
  const colours = Buffer.from(palette);
  // With this palette, the decoder returns each index as a grey value.
  palette.forEach((_, i) => (palette[i] = Math.floor(i / 3)));
  const mask = decodePng(file, bytes, { checkCRC: false });
  const isBlack = (index: number) => colours.subarray(3 * index, 3 * index + 3).every((value) => value === 0);
  const black = isBlack(0) ? undefined : mask.values.find(isBlack);
  if (black !== undefined) {
    throw new InputError(
      `${file} has black at index ${black} of its palette, but index 0 is the background. Sort its palette.`,
    );
  }
  return { ...mask, isIndexed: true };
}

/** The palette of an indexed PNG file: red, green and blue of each entry; a view of the given bytes. */
function findPalette(bytes: Buffer): Buffer | undefined {
  const chunks = pngChunks(bytes);
  const header = chunks.find(({ type }) => type === 'IHDR');
  return header?.data[9] === INDEXED ? chunks.find(({ type }) => type === 'PLTE')?.data : undefined;
}

function isGrey(palette: Buffer): boolean {
  return palette.every((value, i) => value === palette[i - (i % 3)]);
}
