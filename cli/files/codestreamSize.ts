const JPEG = 0xffd8;
const JPEG_2000 = 0xff4fff51;
/** Markers without a length: TEM, RST0 to RST7 and SOI. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** SOF0 to SOF15 without DHT, JPG and DAC, and SOF55 of JPEG-LS. */
const isFrameHeader = (marker: number) =>
  (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;

/**
 * The size of an image in its JPEG, JPEG-LS or JPEG 2000 codestream.
 *
 * @returns undefined when the bytes are of another kind or the header is incomplete; rows are 0 when they
 * follow later
 */
export function codestreamSize(bytes: Uint8Array): { columns: number; rows: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (view.getUint32(0) === JPEG_2000) {
      return {
        columns: view.getUint32(8) - view.getUint32(16),
        rows: view.getUint32(12) - view.getUint32(20),
      };
    }
    return view.getUint16(0) === JPEG ? jpegSize(view) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether bytes begin a JPEG, JPEG-LS or JPEG 2000 codestream. */
export function isCodestream(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return 256 * a + b === JPEG || ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 === JPEG_2000;
}

/** @throws RangeError when the data ends before its frame header */
function jpegSize(view: DataView): { columns: number; rows: number } {
  for (let at = 2; ;) {
    const marker = view.getUint8(at + 1);
    // A marker may be preceded by any number of fill bytes; decoders skip other bytes, too.
    if (view.getUint8(at) !== 0xff || marker === 0xff || marker === 0) at += 1;
    else if (isBare(marker)) at += 2;
    else if (isFrameHeader(marker)) return { rows: view.getUint16(at + 5), columns: view.getUint16(at + 7) };
    else at += 2 + view.getUint16(at + 2);
  }
}
