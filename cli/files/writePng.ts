import { writeFile } from 'node:fs/promises';
import { PNG } from 'pngjs';

/** Writes 8-bit grey values, or interleaved RGB if there are three values per pixel. */
export async function writePng(
  file: string,
  width: number,
  height: number,
  values: Uint8Array,
): Promise<void> {
  const colour = values.length === 3 * width * height;
  const png = new PNG({ width, height });
  png.data = Buffer.from(values);
  const options = colour
    ? ({ inputColorType: 2, colorType: 2, inputHasAlpha: false } as const)
    : ({ inputColorType: 0, colorType: 0, inputHasAlpha: false } as const);
  await writeFile(file, PNG.sync.write(png, options));
}
