import type { MaskCoding } from './MaskCoding';
import { InputError } from '../InputError';
import type { PngPixels } from './decodePng';
import { decodePngPixels } from './decodePng';
import { joinColours } from './joinColours';
import { pngChunks } from './pngChunks';
import { readBytes } from './readBytes';
import type { Voxels } from './Voxels';

/** A mask from a PNG file: one value for each pixel. */
export interface PngMask extends Voxels {
  coding: MaskCoding;
}

/** The colour type of images with a palette. */
const INDEXED = 3;
/** An image of more colours than this is a photograph, which its alpha cuts out. */
const MAX_COLOURS = 64;

/**
 * Reads a mask from a PNG file. If it has a palette with colours, the values are the palette's indices: the
 * colours only display the labels. Grey palettes are applied, because programs that shrink PNG files choose
 * their order. What is transparent is background: colours are shown on black, and where there is nothing to
 * see then, or a photograph, the values are the alpha.
 *
 * @throws InputError when the file is not a PNG file, is damaged, or shows the background in black by an
 * index other than 0
 */
export async function readPngMask(file: string): Promise<PngMask> {
  const bytes = await readBytes(file);
  const pixels = decodePngPixels(file, bytes);
  const palette = findPalette(bytes);
  if (!palette || isGrey(palette)) return readShown(pixels);
  const colours = Buffer.from(palette);
  // With this palette, the decoder returns each index as a grey value.
  palette.forEach((_, i) => (palette[i] = Math.floor(i / 3)));
  const { size, rgba } = decodePngPixels(file, bytes, { checkCRC: false });
  const values = new Float32Array(size[0] * size[1]);
  for (let i = 0; i < values.length; i++) values[i] = rgba[4 * i];
  const isBlack = (index: number) => colours.subarray(3 * index, 3 * index + 3).every((value) => value === 0);
  const black = isBlack(0) ? undefined : values.find(isBlack);
  if (black !== undefined) {
    throw new InputError(
      `${file} has black at index ${black} of its palette, but index 0 is the background. Sort its palette.`,
    );
  }
  return { size, values, coding: 'indices' };
}

/** The values of a mask that shows grey values, colours, or alpha. */
function readShown(pixels: PngPixels): PngMask {
  const { size, rgba, white } = pixels;
  const shown = onBlack(pixels);
  const count = size[0] * size[1];
  const seen = new Set<number>();
  let [isColour, isTransparent] = [false, false];
  for (let i = 0; i < count; i++) {
    const [red, green, blue] = [shown[3 * i], shown[3 * i + 1], shown[3 * i + 2]];
    if (seen.size <= MAX_COLOURS) seen.add((red * (white + 1) + green) * (white + 1) + blue);
    if (red !== green || red !== blue) isColour = true;
    if (rgba[4 * i + 3] < white) isTransparent = true;
  }
  const every = (values: ArrayLike<number>, step: number, first: number) => {
    const found = new Float32Array(count);
    for (let i = 0; i < count; i++) found[i] = values[step * i + first];
    return found;
  };
  if (isTransparent && (seen.size === 1 || seen.size > MAX_COLOURS)) {
    return { size, values: every(rgba, 4, 3), coding: 'grey' };
  }
  if (!isColour) return { size, values: every(shown, 3, 0), coding: 'grey' };
  const to8Bits = 255 / white;
  return { size, values: joinColours(shown.map((value) => value * to8Bits)), coding: 'colours' };
}

/** Red, green and blue as seen on black, interleaved, whole numbers up to `white`. */
function onBlack({ size, rgba, white }: PngPixels): Float32Array {
  const shown = new Float32Array(3 * size[0] * size[1]);
  for (let from = 0, to = 0; to < shown.length; from += 4, to += 3) {
    const opacity = rgba[from + 3] / white;
    for (let channel = 0; channel < 3; channel++) {
      shown[to + channel] = Math.round(rgba[from + channel] * opacity);
    }
  }
  return shown;
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
