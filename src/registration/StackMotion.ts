import { fitNormalisation, normalise } from '../data/normalisation';
import type { Motion } from './demons';
import { demons, follow } from './demons';
import type { Crop, Grid } from './Grid';
import { blur, cut, resize } from './Grid';

/** A slice of a stack. */
export interface StackSlice {
  /** Along the slices' normal, mm. */
  position: number;
  /** Modality values. */
  pixels: Float32Array;
}

/** Slices are compared at no more pixels on a side: motion is smooth, and a finer grid only takes longer. */
const MOST_SIDE = 96;
/** Of each slice so many pixels tell what is bright and what is dark. */
const SAMPLE = 1000;

/**
 * Neighbouring slices of a stack and how what they show moves from one to the next. Each step between neighbours is small, so
 * that registration finds it; over many steps it adds up to what a direct comparison of distant slices would not find.
 */
export class StackMotion {
  readonly positions: readonly number[];
  private readonly images: readonly Grid[];
  private readonly motions = new Map<string, Motion>();

  /**
   * @param slices of one size, no two at one position
   * @param crop what is looked at
   */
  constructor(
    slices: readonly StackSlice[],
    size: { rows: number; columns: number },
    readonly crop: Crop,
  ) {
    const sorted = [...slices].sort((a, b) => a.position - b.position);
    this.positions = sorted.map(({ position }) => position);
    const cropped = sorted.map(({ pixels }) => cut({ ...size, values: pixels }, crop));
    const normalisation = fitNormalisation(sampleOf(cropped));
    this.images = cropped.map((image) =>
      reduce({ ...image, values: normalise(image.values, normalisation) }),
    );
  }

  /**
   * Carries a picture of one slice to another, over every slice between them.
   *
   * @param picture on the grid of the crop
   * @returns what it has become at each slice behind the first, in the order in which they are passed
   */
  carry(picture: Grid, from: number, to: number): Grid[] {
    const step = Math.sign(to - from);
    const passed: Grid[] = [];
    for (let at = from; at !== to; at += step) {
      passed.push(follow(passed[passed.length - 1] ?? picture, this.motionTo(at + step, at)));
    }
    return passed;
  }

  /** Where the pixels of a slice lie in its neighbour. */
  private motionTo(slice: number, neighbour: number): Motion {
    const key = `${slice} ${neighbour}`;
    const motion = this.motions.get(key) ?? demons(this.images[slice], this.images[neighbour]);
    this.motions.set(key, motion);
    return motion;
  }
}

/** At `MOST_SIDE` pixels on a side at most. */
function reduce(image: Grid): Grid {
  const factor = Math.max(image.rows, image.columns) / MOST_SIDE;
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
