import type { Image } from '../../../src/data/Image';
import type { SegmentInfo } from '../state/SessionState';
import { everyNth } from './everyNth';

/** Longer edge of a thumbnail in pixels: twice its size on screen, for high-resolution displays. */
const EDGE = 160;
const MASK_OPACITY = 0.55;

/** The 1st and 99th percentile of an image's values, which are displayed as black and white. */
export function shownRange(pixels: Float32Array): { low: number; high: number } {
  const values = everyNth(pixels, 10_000).filter(Number.isFinite).sort();
  if (values.length === 0) return { low: 0, high: 1 };
  const low = values[Math.floor(0.01 * (values.length - 1))];
  const high = values[Math.ceil(0.99 * (values.length - 1))];
  return high > low ? { low, high } : { low: values[0], high: values[values.length - 1] + 1 };
}

/**
 * RGBA pixels of a grey or colour image with its mask in the segments' colours, reduced by nearest neighbour.
 * Non-square pixels keep their aspect ratio.
 */
export function composeThumbnail(
  image: Image,
  mask: Uint8Array,
  segments: readonly SegmentInfo[],
): { width: number; height: number; data: Uint8ClampedArray<ArrayBuffer> } {
  const widthMm = image.columns * (image.geometry?.columnSpacing ?? 1);
  const heightMm = image.rows * (image.geometry?.rowSpacing ?? 1);
  const scale = EDGE / Math.max(widthMm, heightMm);
  const width = Math.max(1, Math.round(widthMm * scale));
  const height = Math.max(1, Math.round(heightMm * scale));
  const { low, high } = shownRange(image.pixels);
  const { channels = 1 } = image;
  const colours = new Map(segments.map(({ index, colour }) => [index, colour]));
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(image.rows - 1, Math.floor(((y + 0.5) * image.rows) / height));
    for (let x = 0; x < width; x++) {
      const column = Math.min(image.columns - 1, Math.floor(((x + 0.5) * image.columns) / width));
      const at = row * image.columns + column;
      // A grey image repeats its channel for red, green and blue.
      const shade = (c: number) =>
        (255 * (image.pixels[channels * at + (channels === 3 ? c : 0)] - low)) / (high - low);
      const colour = colours.get(mask[at]);
      const out = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) {
        data[out + c] = colour ? shade(c) * (1 - MASK_OPACITY) + colour[c] * MASK_OPACITY : shade(c);
      }
      data[out + 3] = 255;
    }
  }
  return { width, height, data };
}

/** The thumbnail as a data URL. */
export function paintThumbnail(image: Image, mask: Uint8Array, segments: readonly SegmentInfo[]): string {
  const { width, height, data } = composeThumbnail(image, mask, segments);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas.toDataURL('image/png');
}
