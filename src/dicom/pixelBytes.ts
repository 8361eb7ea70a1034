import type { Attributes } from './Attributes';

/** The bytes of uncompressed Pixel Data, without a copy; none when it is absent. */
export function pixelBytes({ PixelData: value }: Attributes): Uint8Array {
  const data: unknown = Array.isArray(value) ? value[0] : value;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(0);
}
