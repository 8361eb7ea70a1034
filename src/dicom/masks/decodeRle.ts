/** Number of segments and 15 offsets, 4 bytes each. */
const HEADER = 64;
/** Two bytes stand for at most 128. */
const MOST_RATIO = 64;

/**
 * Decodes a frame of one sample a pixel that is compressed with RLE (PS3.5 Annex G). dcmjs decodes 8 bits
 * only, and never ends on a byte of 128.
 *
 * @param width bytes of a sample, each of which is a segment, the highest first
 * @param area number of pixels
 * @returns the samples, little-endian; undefined when the frame is incomplete or has other segments
 */
export function decodeRle(frame: Uint8Array, width: number, area: number): Uint8Array | undefined {
  if (frame.length < HEADER || width * area > MOST_RATIO * frame.length) return undefined;
  const header = new DataView(frame.buffer, frame.byteOffset, HEADER);
  if (header.getUint32(0, true) !== width) return undefined;
  const samples = new Uint8Array(width * area);
  for (let segment = 0; segment < width; segment++) {
    const start = header.getUint32(4 * (segment + 1), true);
    const end = segment + 1 < width ? header.getUint32(4 * (segment + 2), true) : frame.length;
    const write = (pixel: number, value: number) => (samples[width * pixel + width - 1 - segment] = value);
    if (start < HEADER || unpack(frame.subarray(start, end), area, write) < area) return undefined;
  }
  return samples;
}

/**
 * Unpacks literal and repeated runs.
 *
 * @returns the number of values that there were, at most `count`
 */
function unpack(runs: Uint8Array, count: number, write: (place: number, value: number) => void): number {
  let place = 0;
  for (let at = 0; at < runs.length && place < count;) {
    const control = runs[at++];
    // 128 means nothing.
    if (control === 128) continue;
    const isLiteral = control < 128;
    const length = isLiteral ? control + 1 : 257 - control;
    const stop = Math.min(count, place + (isLiteral ? Math.min(length, runs.length - at) : length));
    if (at >= runs.length) return place;
    while (place < stop) write(place++, isLiteral ? runs[at++] : runs[at]);
    if (!isLiteral) at++;
  }
  return place;
}
