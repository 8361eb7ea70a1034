import type { Normalisation } from '../data/normalisation';
import { fitNormalisation, normalise } from '../data/normalisation';
import type { DisplacementField } from './demons';
import { demons, warp } from './demons';
import type { Crop, Grid } from './Grid';
import { blur, cropTo, resize } from './Grid';

/** A slice of a stack. */
export interface StackSlice {
  /** Position along the slices' normal, mm. */
  position: number;
  /** Modality values. */
  pixels: Float32Array;
}

/**
 * Maximum edge of the grid for registration, pixels: displacements are smooth, so a finer grid would only
 * take longer.
 */
const MAX_SIDE = 96;
/** Maximum edge of propagated grids, pixels, so that large images with many segments take only seconds. */
const MAX_PROPAGATED_SIDE = 192;
/** Approximate number of pixels sampled from each slice for the normalisation. */
const SAMPLE = 1000;

/**
 * Registers neighbouring slices of a stack to each other. Each step between neighbours is small enough for
 * the registration; the sum of many steps covers displacements that a direct registration of distant slices
 * would not find.
 */
export class StackRegistration {
  readonly positions: readonly number[];
  private readonly images: readonly Grid[];
  private readonly normalisation: Normalisation;
  /** Displacements from the pixels of a slice to those of a neighbour, by both of them. */
  private readonly fields: WeakMap<Grid, WeakMap<Grid, DisplacementField>>;

  /**
   * @param slices all of the given size, in any order; no two at one position
   * @param crop region to register
   * @param earlier a registration of the same series, whose displacements are used again if it has the same
   *   region
   */
  constructor(
    slices: readonly StackSlice[],
    private readonly size: { rows: number; columns: number },
    readonly crop: Crop,
    earlier?: StackRegistration,
  ) {
    const sorted = [...slices].sort((a, b) => a.position - b.position);
    this.positions = sorted.map(({ position }) => position);
    const cropped = sorted.map(({ pixels }) => cropTo({ ...size, values: pixels }, crop));
    const same = earlier && isSame(earlier.size, size) && isSame(earlier.crop, crop) ? earlier : undefined;
    this.normalisation = same?.normalisation ?? fitNormalisation(sampleOf(cropped));
    this.fields = same?.fields ?? new WeakMap();
    this.images = cropped.map((image) => {
      const values = normalise(image.values, this.normalisation);
      const reduced = reduce({ ...image, values }, MAX_SIDE);
      return same?.images.find((other) => other.values.every((v, i) => v === reduced.values[i])) ?? reduced;
    });
  }

  /** The region of a whole image that is propagated: the crop, reduced if it is large. */
  part(values: Float32Array): Grid {
    return reduce(cropTo({ ...this.size, values }, this.crop), MAX_PROPAGATED_SIDE);
  }

  /** Writes a part into a whole image, in place, and returns the image. */
  paste(part: Grid, into: Float32Array): Float32Array {
    const { top, left, rows, columns } = this.crop;
    const { values } = resize(part, rows, columns);
    for (let row = 0; row < rows; row++) {
      const line = values.subarray(row * columns, (row + 1) * columns);
      into.set(line, (top + row) * this.size.columns + left);
    }
    return into;
  }

  /**
   * Propagates values from one slice to another, over every slice between them.
   *
   * @param part result of `part` for the first slice
   * @param from index of the first slice in `positions`
   * @param to index of the last slice in `positions`
   * @returns the values at each slice after the first, in the order of propagation
   */
  propagate(part: Grid, from: number, to: number): Grid[] {
    const step = Math.sign(to - from);
    const passed: Grid[] = [];
    for (let at = from; at !== to; at += step) {
      passed.push(warp(passed[passed.length - 1] ?? part, this.fieldTo(at + step, at)));
    }
    return passed;
  }

  /** Displacement from the pixels of a slice to their counterparts in a neighbouring slice. */
  private fieldTo(slice: number, neighbour: number): DisplacementField {
    const [fixed, moving] = [this.images[slice], this.images[neighbour]];
    const known = this.fields.get(fixed) ?? new WeakMap<Grid, DisplacementField>();
    this.fields.set(fixed, known);
    const field = known.get(moving) ?? demons(fixed, moving);
    known.set(moving, field);
    return field;
  }
}

/** Whether two sizes or rectangles are the same. */
function isSame<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}

/** Reduces an image to at most `most` pixels on its longer side. */
function reduce(image: Grid, most: number): Grid {
  const factor = Math.max(image.rows, image.columns) / most;
  if (factor <= 1) return image;
  const [rows, columns] = [image.rows, image.columns].map((side) => Math.max(1, Math.round(side / factor)));
  return resize(blur(image, factor / 2), rows, columns);
}

function sampleOf(images: readonly Grid[]): Float32Array {
  return Float32Array.from(
    images.flatMap(({ values }) => {
      const step = Math.max(1, Math.floor(values.length / SAMPLE));
      return [...values.filter((_, i) => i % step === 0)];
    }),
  );
}
