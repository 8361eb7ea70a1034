const APP1 = 0xffe1;
const START_OF_SCAN = 0xffda;
const EXIF = 'Exif\0\0';
const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * The orientation that a JPEG file states in EXIF: how viewers turn what is stored, 1 (as it is) to 8.
 *
 * @returns 1 when the file states none
 */
export function exifOrientation(bytes: Buffer): number {
  try {
    for (let at = 2; bytes.readUInt16BE(at) !== START_OF_SCAN; at += 2 + bytes.readUInt16BE(at + 2)) {
      const start = at + 4 + EXIF.length;
      const isExif = bytes.readUInt16BE(at) === APP1 && bytes.toString('latin1', at + 4, start) === EXIF;
      if (isExif) return readOrientation(bytes.subarray(start));
    }
  } catch {
    // Cut off, or no JPEG file: reading its pixels will tell.
  }
  return 1;
}

/** @param tiff the EXIF data, which has the form of a TIFF file */
function readOrientation(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = short(directory);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (short(at) !== ORIENTATION || short(at + 2) !== SHORT) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
