import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf, numbersOf } from '../../src/dicom/Attributes';

const COLOURS = ['Red', 'Green', 'Blue'] as const;
const MAX_ENTRIES = 65_536;

/** Maps a stored value to a colour, each channel 0..255. */
export type Palette = (stored: number) => readonly [number, number, number];

/**
 * Reads the palette of an image (DICOM PS3.3 C.7.9); values beyond either end get the colour at that end.
 *
 * @returns undefined if it is missing, too short, or segmented
 */
export function readPalette(attributes: Attributes): Palette | undefined {
  const tables = COLOURS.map((colour) => readTable(attributes, colour));
  const [red, green, blue] = tables;
  return red && green && blue ? (stored) => [red(stored), green(stored), blue(stored)] : undefined;
}

function readTable(attributes: Attributes, colour: string): ((stored: number) => number) | undefined {
  const descriptor = numbersOf(attributes, `${colour}PaletteColorLookupTableDescriptor`);
  const data = bytesOf(attributes[`${colour}PaletteColorLookupTableData`]);
  if (descriptor?.length !== 3 || !data) return undefined;
  const [entries, start, bits] = descriptor;
  if (!(bits >= 8 && bits <= 16)) return undefined;
  // The first two numbers have the sign of the pixels, but a parser cannot tell.
  const count = entries & 0xffff || MAX_ENTRIES;
  const first = numberOf(attributes, 'PixelRepresentation') === 1 ? (start << 16) >> 16 : start & 0xffff;
  // 8-bit tables have one byte per entry or, in non-conformant files, two.
  const wide = bits > 8 || data.byteLength >= 2 * count;
  if (data.byteLength < (wide ? 2 : 1) * count) return undefined;
  return (stored) => {
    const entry = Math.max(0, Math.min(count - 1, stored - first));
    if (!wide) return data.getUint8(entry);
    const value = data.getUint16(2 * entry, true);
    return bits > 8 ? value >> (bits - 8) : value & 255;
  };
}

function bytesOf(value: unknown): DataView | undefined {
  const data: unknown = Array.isArray(value) ? value[0] : value;
  if (data instanceof ArrayBuffer) return new DataView(data);
  if (ArrayBuffer.isView(data)) return new DataView(data.buffer, data.byteOffset, data.byteLength);
  return undefined;
}
