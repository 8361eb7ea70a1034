import { PNG } from 'pngjs';
import { decodeFrame, type DecodedFrame } from './decodeFrame';

export interface RenderOptions {
  /** Counts from 1. */
  frame: number;
  /** The image is reduced, never enlarged, to fit into this size in pixels. */
  fit?: { width: number; height: number };
  /** Grey window in modality units; default: the instance's window, otherwise its full range. */
  window?: { center: number; width: number };
}

/** One frame as an 8-bit PNG, as it would appear on a display. */
export async function renderFrame(bytes: Uint8Array, { frame, fit, window }: RenderOptions): Promise<Buffer> {
  const decoded = await decodeFrame(bytes, frame);
  const { columns, rows, channels } = decoded;
  const shrink = fit ? Math.max(1, columns / fit.width, rows / fit.height) : 1;
  const across = spans(columns, shrink);
  const down = spans(rows, shrink);
  const tone = channels === 1 ? greyTone(decoded, window) : { scale: 1, shift: 0 };
  // Clamped arrays round values and limit them to 0..255.
  const rgba = new Uint8ClampedArray(4 * across.length * down.length).fill(255);
  let target = 0;
  for (const vertical of down) {
    for (const horizontal of across) {
      for (let channel = 0; channel < channels; channel++) {
        rgba[target + channel] = mean(decoded, horizontal, vertical, channel) * tone.scale + tone.shift;
      }
      if (channels === 1) rgba[target + 1] = rgba[target + 2] = rgba[target];
      target += 4;
    }
  }
  const png = new PNG({ width: across.length, height: down.length });
  png.data = Buffer.from(rgba.buffer);
  return PNG.sync.write(png);
}

/** Source pixels from `start` (inclusive) to `end` (exclusive). */
interface Span {
  start: number;
  end: number;
}

/** The source pixels that each pixel of a smaller image covers along one side. */
function spans(size: number, shrink: number): Span[] {
  return Array.from({ length: Math.max(1, Math.round(size / shrink)) }, (_, index) => {
    const start = Math.min(size - 1, Math.floor(index * shrink));
    return { start, end: Math.max(start + 1, Math.min(size, Math.floor((index + 1) * shrink))) };
  });
}

function mean(
  { columns, channels, samples }: DecodedFrame,
  across: Span,
  down: Span,
  channel: number,
): number {
  let sum = 0;
  for (let row = down.start; row < down.end; row++) {
    for (let column = across.start; column < across.end; column++) {
      sum += samples[(row * columns + column) * channels + channel];
    }
  }
  return sum / ((across.end - across.start) * (down.end - down.start));
}

/**
 * Maps stored values to grey 0..255 as `value * scale + shift`: rescale, then the linear window of PS3.3
 * C.11.2.1.2.
 */
function greyTone({ dataset, samples }: DecodedFrame, wanted: RenderOptions['window']) {
  const slope = dataset.floatString('x00281053') ?? 1;
  const intercept = dataset.floatString('x00281052') ?? 0;
  const { center, width } = wanted ?? ownWindow(dataset) ?? rangeOf(samples, slope, intercept);
  // A window of width 1 is a threshold, which a very steep ramp approximates.
  const ramp = 255 / Math.max(width - 1, 1e-6);
  const scale = ramp * slope;
  const shift = ramp * (intercept - center + 0.5) + 127.5;
  const inverted = dataset.string('x00280004') === 'MONOCHROME1';
  return inverted ? { scale: -scale, shift: 255 - shift } : { scale, shift };
}

function ownWindow(dataset: DecodedFrame['dataset']) {
  const center = dataset.floatString('x00281050');
  const width = dataset.floatString('x00281051');
  if (center === undefined || width === undefined || !(width > 0)) return undefined;
  return { center, width };
}

function rangeOf(samples: Int32Array, slope: number, intercept: number) {
  let [least, most] = [Infinity, -Infinity];
  for (const sample of samples) {
    const value = sample * slope + intercept;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { center: (least + most + 1) / 2, width: most - least + 1 };
}
