/**
 * Converts one YBR_FULL pixel to RGB (ITU-R BT.601, full range; DICOM PS3.3 C.7.6.3.1.2); all values are
 * 0..255.
 */
export function toRgb(y: number, cb: number, cr: number): [number, number, number] {
  const red = y + 1.402 * (cr - 128);
  const green = y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128);
  const blue = y + 1.772 * (cb - 128);
  return [toByte(red), toByte(green), toByte(blue)];
}

const toByte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
