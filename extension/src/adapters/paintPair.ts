import type { GeneratedPair } from '../../../src/worker/protocol';

/** A generated image as the data URL of a PNG. */
export function paintPair({ size, image, channels }: GeneratedPair): string | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  const picture = context.createImageData(size, size);
  for (let at = 0; at < size * size; at++) {
    for (let colour = 0; colour < 3; colour++) {
      picture.data[4 * at + colour] = image[channels * at + (channels === 3 ? colour : 0)];
    }
    picture.data[4 * at + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return canvas.toDataURL('image/png');
}
