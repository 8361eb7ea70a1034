import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Archive, StoredInstance } from './Archive';
import { frameRanges, type FrameLayout, type Range } from './locateFrames';
import { noFrame } from './readFrames';

/** Frames of more bytes are sent as they are read, so that many clients do not fill the memory. */
const mostBuffered = 4 * 1024 * 1024;

/**
 * Reads one frame of a stored instance: only its bytes of the file, without parsing it again.
 *
 * @param number counts from 1
 * @returns the frame, or a stream of it if it is large
 * @throws HttpError 404 when the file does not hold the frame
 */
export async function readFrame(
  archive: Archive,
  { file }: StoredInstance,
  layout: FrameLayout,
  number: number,
): Promise<Buffer | Readable> {
  if (layout.place.kind === 'converted')
    return Buffer.from(await archive.parser.run('frame', [file, number]));
  const ranges = frameRanges(layout, number);
  if (ranges === undefined) throw noFrame(number);
  const bytes = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  if (ranges.length === 1 && bytes > mostBuffered)
    return createReadStream(file, { start: ranges[0].start, end: ranges[0].end - 1, highWaterMark: 2 ** 20 });
  const frame = Buffer.allocUnsafeSlow(bytes);
  if (!(await readRanges(file, ranges, frame))) throw noFrame(number);
  return frame;
}

/** Reads parts of a file one after another. Returns whether it held all of them. */
async function readRanges(file: string, ranges: Range[], target: Buffer): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    let position = 0;
    for (const { start, end } of ranges) {
      const { bytesRead } = await handle.read(target, position, end - start, start);
      if (bytesRead < end - start) return false;
      position += bytesRead;
    }
    return true;
  } finally {
    await handle.close();
  }
}
