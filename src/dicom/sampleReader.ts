import type { Attributes } from './Attributes';
import { numberOf } from './Attributes';

/**
 * Makes a reader of stored little-endian values by their place in the pixel data. Bits above the stored ones
 * are ignored; the highest stored bit is the sign of signed values.
 *
 * @param allocated bits of each value: 1, 8, 16 or 32
 */
export function sampleReader(
  data: Uint8Array,
  allocated: number,
  attributes: Attributes,
): (index: number) => number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const unused = 32 - Math.min(32, numberOf(attributes, 'BitsStored') ?? allocated);
  const signed = numberOf(attributes, 'PixelRepresentation') === 1;
  const raw: Record<number, (index: number) => number> = {
    1: (index) => (data[index >> 3] >> (index & 7)) & 1,
    8: (index) => data[index],
    16: (index) => view.getUint16(2 * index, true),
    32: (index) => view.getUint32(4 * index, true),
  };
  const readRaw = raw[allocated];
  return signed
    ? (index) => (readRaw(index) << unused) >> unused
    : (index) => (readRaw(index) << unused) >>> unused;
}
