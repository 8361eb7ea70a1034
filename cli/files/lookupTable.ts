import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf, numbersOf } from '../../src/dicom/Attributes';

const MAX_ENTRIES = 65_536;

/** A table that maps stored values to others (DICOM PS3.3 C.11.1.1 and C.7.6.3.1.6). */
export interface LookupTable {
  /** The entry of a stored value; values beyond either end get the entry at that end. */
  at(stored: number): number;
  /** Bits of an entry, 8 to 16. */
  bits: number;
}

/**
 * Reads a lookup table.
 *
 * @param attributes that hold the table
 * @param keyword of its descriptor and its data
 * @param signed whether the stored values are signed
 * @returns undefined if it is missing or too short
 */
export function readLookupTable(
  attributes: Attributes | undefined,
  keyword: { descriptor: string; data: string },
  signed: boolean,
): LookupTable | undefined {
  const descriptor = numbersOf(attributes, keyword.descriptor);
  const data = bytesOf(attributes?.[keyword.data]);
  if (descriptor?.length !== 3 || !data) return undefined;
  const [entries, start, bits] = descriptor;
  if (!(bits >= 8 && bits <= 16)) return undefined;
  // The first two numbers have the sign of the pixels, but a parser cannot tell.
  const count = entries & 0xffff || MAX_ENTRIES;
  const first = signed ? (start << 16) >> 16 : start & 0xffff;
  // 8-bit tables have one byte per entry or, in non-conformant files, two.
  const wide = bits > 8 || data.byteLength >= 2 * count;
  if (data.byteLength < (wide ? 2 : 1) * count) return undefined;
  return {
    bits,
    at: (stored) => {
      const entry = Math.max(0, Math.min(count - 1, stored - first));
      if (!wide) return data.getUint8(entry);
      const value = data.getUint16(2 * entry, true);
      return bits > 8 ? value : value & 255;
    },
  };
}

/** Whether the stored values of an image are signed. */
export function hasSignedPixels(attributes: Attributes): boolean {
  return numberOf(attributes, 'PixelRepresentation') === 1;
}

/** The bytes of a table; a parser may give its 16-bit entries as numbers. */
function bytesOf(value: unknown): DataView | undefined {
  if (Array.isArray(value) && value.length > 1 && value.every((entry) => typeof entry === 'number')) {
    return new DataView(Uint16Array.from(value).buffer);
  }
  const data: unknown = Array.isArray(value) ? value[0] : value;
  if (data instanceof ArrayBuffer) return new DataView(data);
  if (ArrayBuffer.isView(data)) return new DataView(data.buffer, data.byteOffset, data.byteLength);
  return undefined;
}
