import { open, readFile } from 'node:fs/promises';
import { deflated } from './locateFrames';
import { parseInstance, type ParsedInstance } from './parseInstance';

const headerBytes = 64 * 1024;

/**
 * Reads the header of a stored file without its pixels. Most headers end within the first 64 kB; otherwise
 * the whole file is read.
 */
export async function readHeaderFromFile(file: string): Promise<ParsedInstance> {
  const handle = await open(file, 'r');
  try {
    const beginning = Buffer.alloc(headerBytes);
    const { bytesRead } = await handle.read(beginning, 0, headerBytes, 0);
    if (bytesRead < headerBytes) return parseInstance(beginning.subarray(0, bytesRead));
    try {
      const instance = parseInstance(beginning, 'pixels');
      if (instance.hasPixelData && instance.transferSyntaxUID !== deflated) return instance;
    } catch {
      // The header was cut off: read the whole file below.
    }
  } finally {
    await handle.close();
  }
  return parseInstance(await readFile(file));
}
