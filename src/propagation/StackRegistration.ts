import { fitNormalisation, normalise } from '../data/normalisation';
import type { DisplacementField } from './demons';
import { demons, warp } from './demons';
import type { Crop, Grid } from './Grid';
import { blur, cropTo, resize } from './Grid';

/** A slice of a stack. */
export interface StackSlice {
  /** Along the slices' normal, mm. */
  position: number;
  /** Modality values. */
  pixels: Float32Array;
}

/** Slices are registered at no more pixels on a side: displacements are smooth, and a finer grid only takes longer. */
const MAX_SIDE = 96;
/** What is propagated has no more pixels on a side, so that large images of many segments are done in seconds. */
const MAX_PROPAGATED_SIDE = 192;
/** Of each slice so many pixels tell what is bright and what is dark. */
const SAMPLE = 1000;

/**
 * Neighbouring slices of a stack, registered to each other. Each step between neighbours is small, so that registration finds
 * it; over many steps it adds up to what a direct registration of distant slices would not find.
 */
export class StackRegistration {
  readonly positions: readonly number[];
  private readonly images: readonly Grid[];
  private readonly fields = new Map<string, DisplacementField>();

  /**
   * @param slices of one size, no two at one position
   * @param crop what is looked at
   */
  constructor(
    slices: readonly StackSlice[],
    private readonly size: { rows: number; columns: number },
    readonly crop: Crop,
  ) {
    const sorted = [...slices].sort((a, b) => a.position - b.position);
    this.positions = sorted.map(({ position }) => position);
    const cropped = sorted.map(({ pixels }) => cropTo({ ...size, values: pixels }, crop));
    const normalisation = fitNormalisation(sampleOf(cropped));
    this.images = cropped.map((image) =>
      reduce({ ...image, values: normalise(image.values, normalisation) }, MAX_SIDE),
    );
  }

  /** What is propagated of a whole image: the crop, of a large one at fewer pixels. */
  part(values: Float32Array): Grid {
    return reduce(cropTo({ ...this.size, values }, this.crop), MAX_PROPAGATED_SIDE);
  }

  /** Writes a part into a whole image, and returns this. */
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
   * Propagates what one slice shows to another, over every slice between them.
   *
   * @param part a `part` of the first one
   * @returns what it has become at each slice behind the first, in the order in which they are passed
   */
  propagate(part: Grid, from: number, to: number): Grid[] {
    const step = Math.sign(to - from);
    const passed: Grid[] = [];
    for (let at = from; at !== to; at += step) {
      passed.push(warp(passed[passed.length - 1] ?? part, this.fieldTo(at + step, at)));
    }
    return passed;
  }

  /** Where the pixels of a slice lie in its neighbour. */
  private fieldTo(slice: number, neighbour: number): DisplacementField {
    const key = `${slice} ${neighbour}`;
    const field = this.fields.get(key) ?? demons(this.images[slice], this.images[neighbour]);
    this.fields.set(key, field);
    return field;
  }
}

/** At so many pixels on a side at most. */
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
