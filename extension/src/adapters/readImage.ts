import type { Image } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import { errorText, SessionError } from '../state/SessionError';
import type { SeriesInfo } from '../state/SessionState';
import { askPatiently } from './askPatiently';
import { describeStatus } from './httpStatus';
import { seriesName } from './listSeries';
import { readGeometry } from './readGeometry';
import type { ViewerIndex } from './ViewerIndex';

/** The members of a cornerstone image that are read here. */
interface LoadedImage {
  rows: number;
  columns: number;
  /** Whether the pixel data is RGB or RGBA, regardless of the format in the file. */
  color?: boolean;
  slope?: number;
  intercept?: number;
  preScale?: { scaled?: boolean };
  getPixelData(): ArrayLike<number> | undefined;
}

/** The same options as OHIF's stack viewports use, so that both share one copy in the cache. */
const LOADER_OPTIONS = { priority: 0, requestType: 'prefetch', preScale: { enabled: true } };

/**
 * Loads an image through cornerstone and its cache. Grey images are converted to modality values; colour
 * images are read as the viewer decodes them.
 *
 * @throws SessionError that names the series and the image and suggests what to do
 */
export async function readImage(index: ViewerIndex, series: SeriesInfo, key: ImageKey): Promise<Image> {
  const place = `Image ${index.imageNumberOf(key)} of ${seriesName(series)}`;
  const imageId = index.imageIdOf(key);
  if (imageId === undefined) {
    throw new SessionError(`${place} is no longer part of the study. Reload the page.`);
  }
  let loaded: LoadedImage;
  try {
    const { imageLoader } = index.ohif.cornerstone;
    loaded = (await askPatiently(() =>
      imageLoader.loadAndCacheImage(imageId, LOADER_OPTIONS),
    )) as unknown as LoadedImage;
  } catch (error) {
    throw new SessionError(
      `${place} could not be loaded (${causeOf(error)}). Check that the viewer can show it. Otherwise untick the series or exclude the image.`,
    );
  }
  const { rows, columns } = loaded;
  const values = loaded.getPixelData();
  if (!values || values.length === 0 || !(rows > 0 && columns > 0)) {
    throw new SessionError(`${place} has no pixel data. Untick the series or exclude the image.`);
  }
  const stored = values.length / (rows * columns);
  if (!(loaded.color ? [3, 4] : [1]).includes(stored)) {
    throw new SessionError(
      `${place} holds ${values.length} values, but its header says ${columns} x ${rows} pixels${loaded.color ? ' in colour' : ''}. The file is damaged; untick or exclude it.`,
    );
  }
  return {
    id: key,
    seriesId: series.seriesId,
    rows,
    columns,
    channels: loaded.color ? 3 : 1,
    pixels: loaded.color ? withoutAlpha(values, stored) : toModalityValues(values, loaded),
    geometry: readGeometry(index, key),
  };
}

/** A copy of RGB or RGBA values without the alpha channel. */
function withoutAlpha(values: ArrayLike<number>, stored: number): Float32Array {
  if (stored === 3) return new Float32Array(values);
  const colours = new Float32Array((3 * values.length) / stored);
  for (let from = 0, to = 0; from < values.length; from += stored) {
    colours[to++] = values[from];
    colours[to++] = values[from + 1];
    colours[to++] = values[from + 2];
  }
  return colours;
}

/**
 * Converts stored values to modality values by slope and intercept, unless the loader has already done so.
 */
export function toModalityValues(
  values: ArrayLike<number>,
  { slope, intercept, preScale }: Pick<LoadedImage, 'slope' | 'intercept' | 'preScale'>,
): Float32Array {
  // The constructor copies typed arrays many times faster than `Float32Array.from`, which iterates.
  const pixels = new Float32Array(values);
  if (preScale?.scaled) return pixels;
  const factor = Number.isFinite(slope) && slope !== 0 ? (slope as number) : 1;
  const offset = Number.isFinite(intercept) ? (intercept as number) : 0;
  if (factor === 1 && offset === 0) return pixels;
  for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i] * factor + offset;
  return pixels;
}

/** Image loaders reject with errors, or with objects that wrap one. */
function causeOf(error: unknown): string {
  const inner = (error as { error?: unknown } | undefined)?.error ?? error;
  const text = inner instanceof Error || typeof inner === 'string' ? errorText(inner) : 'no reason given';
  return describeStatus(error) ?? text;
}
