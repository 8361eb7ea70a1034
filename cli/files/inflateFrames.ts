import { inflateRawSync } from 'node:zlib';
import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf } from '../../src/dicom/Attributes';
import { inflateWithin } from './inflateWithin';

/**
 * Inflates the frames of Deflated Image Frame Compression (PS3.5 8.2.16) to one block, in which each begins
 * with a byte of its own.
 *
 * @throws Error when a frame is damaged, or of another size than its header states
 */
export function inflateFrames(frames: readonly Uint8Array[], attributes: Attributes): Buffer {
  const of = (keyword: string) => numberOf(attributes, keyword) ?? 1;
  const bits = of('Rows') * of('Columns') * of('SamplesPerPixel') * of('BitsAllocated');
  const length = Math.ceil(bits / 8);
  const inflated = frames.map((frame, i) => {
    // A frame may be padded to an even length.
    const bytes = inflateWithin(length + 1, (options) => inflateRawSync(frame, options));
    if (bytes.length < length) throw new Error(`frame ${i + 1} gives ${bytes.length} of ${length} bytes`);
    return bytes.subarray(0, length);
  });
  return Buffer.concat(inflated);
}
