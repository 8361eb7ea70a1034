import type { Channels } from '../data/Channels';
import type { Image, ImageGeometry, Vector3 } from '../data/Image';
import { toChannels, withChannels } from '../data/toChannels';
import { cross, dot } from '../data/vectors';
import type { DrawnSlice } from './DrawnSlice';
import { Registrations } from './Registrations';
import type { StackSlice } from './StackRegistration';
import { SAME_POSITION, ShapePrior } from './ShapePrior';

/** Log-odds of each pixel, by segment index. */
export type Priors = ReadonlyMap<number, Float32Array>;

/** A drawn image of the series. */
export interface DrawnImage {
  rows: number;
  columns: number;
  geometry?: ImageGeometry;
  /** Segment index of each pixel; a labelmap without foreground means that the structures are absent. */
  labelmap: Uint8Array;
  /** Channels of `pixels`; 1 if left out. */
  channels?: Channels;
  /**
   * Modality values, the channels of a pixel adjacent; without them the outlines cannot follow the images.
   */
  pixels?: Float32Array;
}

/**
 * Minimum number of drawn images for propagating outlines. With fewer, one inaccurate mask would affect many
 * of the others: in the demo, where one of four masks is painted with few strokes, propagation reduced the
 * result by three points.
 */
export const MIN_DRAWN = 5;

/**
 * Maximum number of images between drawn ones used for propagation: enough to follow a structure from slice
 * to slice.
 */
export const MAX_BETWEEN = 48;

/** Maximum offset of the grids of two slices within their plane, pixels. */
const ALIGNED = 0.5;
/** Maximum difference between 1 and the cosine of the angle between parallel axes. */
const PARALLEL = 1e-3;

/** Priors for the images of a series from its drawn images, for slices stacked along one normal. */
export class SeriesPriors {
  private readonly first: DrawnImage | undefined;
  private readonly priors = new Map<number, ShapePrior>();
  /** Whether all drawn images lie on the stack: next to a missing one, a structure would appear to end. */
  private complete = false;

  /**
   * @param drawn in any order; images that are not on the stack of the first one are ignored. If two images
   *   share one position, as in a series over time, there are no priors
   * @param segments indices of the segments to provide priors for
   * @param between other images of the series; with them and the drawn images' pixels, outlines follow the
   *   image content (in colour images the luminance)
   * @param registrations keeps what was registered for the next priors of the series
   */
  constructor(
    drawn: readonly DrawnImage[],
    segments: readonly number[],
    between: readonly Image[] = [],
    registrations = new Registrations(),
  ) {
    [this.first] = drawn;
    if (!this.first) return;
    const { rows, columns } = this.first;
    const area = rows * columns;
    const stack = drawn.flatMap(({ labelmap, pixels: values, channels = 1, ...image }): StackMask[] => {
      const position = this.positionOf(image);
      if (position === undefined || labelmap.length !== area) return [];
      const pixels = values && toChannels(values, channels, 1);
      return [{ position, labelmap, pixels: pixels?.length === area ? pixels : undefined }];
    });
    const others = between.flatMap((image): StackSlice[] => {
      const position = this.positionOf(image);
      const { pixels } = withChannels(image, 1);
      return position === undefined || pixels.length !== area ? [] : [{ position, pixels }];
    });
    this.complete = stack.length === drawn.length;
    if (stack.length < 2 || isRepeated([...stack, ...others])) return;
    const shown = segments.filter((segment) => stack.some(({ labelmap }) => labelmap.includes(segment)));
    const masks = stack.map(({ labelmap }) => labelmap);
    const slices = slicesOf(stack, others);
    const registration =
      slices && isBetween(others, stack, shown)
        ? registrations.register(between[0].seriesId, slices, { rows, columns }, masks)
        : undefined;
    for (const segment of shown) {
      this.priors.set(segment, new ShapePrior(stack, rows, columns, segment, registration));
    }
  }

  /**
   * The priors of an image, weighted for use beside a network; undefined where none is available, see
   * `ShapePrior.at`.
   */
  for(image: Image): Priors | undefined {
    return this.ask(image, (prior, position) => {
      const odds = this.complete ? prior.at(position) : prior.between(position);
      return odds?.map((value) => prior.weight * value);
    });
  }

  /** As {@link for}, but only between drawn images, and not weighted. */
  between(image: Image): Priors | undefined {
    return this.ask(image, (prior, position) => prior.between(position));
  }

  private ask(
    image: Image,
    oddsAt: (prior: ShapePrior, position: number) => Float32Array | undefined,
  ): Priors | undefined {
    const position = this.positionOf(image);
    if (position === undefined) return undefined;
    const found = [...this.priors].flatMap(([segment, prior]) => {
      const odds = oddsAt(prior, position);
      return odds ? [[segment, odds] as const] : [];
    });
    return found.length > 0 ? new Map(found) : undefined;
  }

  /** Position along the first drawn image's normal, mm; undefined for an image on another grid. */
  private positionOf({ rows, columns, geometry }: Omit<DrawnImage, 'labelmap'>): number | undefined {
    const { first } = this;
    const base = first?.geometry;
    if (!first || !base || !geometry || rows !== first.rows || columns !== first.columns) return undefined;
    const alike = [
      [base.rowCosines, geometry.rowCosines],
      [base.columnCosines, geometry.columnCosines],
    ].every(([a, b]) => dot(a, b) > 1 - PARALLEL);
    if (!alike) return undefined;
    const [x, y, z] = geometry.origin;
    const offset: Vector3 = [x - base.origin[0], y - base.origin[1], z - base.origin[2]];
    const inPlane = [
      dot(offset, base.rowCosines) / base.columnSpacing,
      dot(offset, base.columnCosines) / base.rowSpacing,
    ];
    if (inPlane.some((shift) => Math.abs(shift) > ALIGNED)) return undefined;
    return dot(offset, cross(base.rowCosines, base.columnCosines));
  }
}

/** A drawn image on the stack. */
interface StackMask extends DrawnSlice {
  pixels?: Float32Array;
}

function isRepeated(slices: readonly { position: number }[]): boolean {
  const positions = slices.map(({ position }) => position).sort((a, b) => a - b);
  return positions.some((position, i) => position - positions[i - 1] < SAME_POSITION);
}

/** Whether any of the images lies between two neighbouring drawn images that both show the same segment. */
function isBetween(
  others: readonly StackSlice[],
  drawn: readonly StackMask[],
  segments: readonly number[],
): boolean {
  const sorted = [...drawn].sort((a, b) => a.position - b.position);
  return sorted.slice(1).some((b, i) => {
    const a = sorted[i];
    const both = segments.some((segment) => [a, b].every(({ labelmap }) => labelmap.includes(segment)));
    return both && others.some(({ position }) => position > a.position && position < b.position);
  });
}

/** All slices of the stack; undefined if the pixels of a drawn image are missing. */
function slicesOf(drawn: readonly StackMask[], others: readonly StackSlice[]): StackSlice[] | undefined {
  const shown = drawn.flatMap(({ position, pixels }): StackSlice[] => (pixels ? [{ position, pixels }] : []));
  return shown.length < drawn.length ? undefined : [...shown, ...others];
}
