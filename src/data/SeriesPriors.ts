import type { Image, ImageGeometry, Vector3 } from './Image';
import { ShapePrior } from './ShapePrior';

/** Log-odds of each pixel by segment index. */
export type Priors = ReadonlyMap<number, Float32Array>;

/** An image of the series that the reader drew on. */
export interface DrawnImage {
  rows: number;
  columns: number;
  geometry?: ImageGeometry;
  /** Segment index of each pixel; one without any says that nothing is there. */
  labelmap: Uint8Array;
}

/** How far apart the grids of two slices may lie within their plane, pixels. */
const ALIGNED = 0.5;
/** Slices no farther apart than this, in mm, are at one position. */
const SAME_POSITION = 1e-3;
/** Cosines of parallel axes differ by no more than this. */
const PARALLEL = 1e-3;

/** What the drawn images of a series say about its others, for slices stacked along one normal. */
export class SeriesPriors {
  private readonly first: DrawnImage | undefined;
  private readonly priors = new Map<number, ShapePrior>();

  /**
   * @param drawn in any order; those that do not lie on the first one's stack are left out. Two at one position, as in a
   *   series over time, say nothing about the others
   * @param segments indices of the segments to speak of
   */
  constructor(drawn: readonly DrawnImage[], segments: readonly number[]) {
    [this.first] = drawn;
    const stack = drawn.flatMap((image) => {
      const position = this.positionOf(image);
      return position === undefined ? [] : [{ position, labelmap: image.labelmap }];
    });
    const positions = stack.map(({ position }) => position).sort((a, b) => a - b);
    const repeated = positions.some((position, i) => position - positions[i - 1] < SAME_POSITION);
    if (!this.first || stack.length < 2 || repeated) return;
    const { rows, columns } = this.first;
    for (const segment of segments) {
      if (!stack.some(({ labelmap }) => labelmap.includes(segment))) continue;
      this.priors.set(segment, new ShapePrior(stack, rows, columns, segment));
    }
  }

  /** Undefined where the image does not lie between drawn ones. */
  for(image: Image): Priors | undefined {
    const position = this.positionOf(image);
    if (position === undefined) return undefined;
    const found = [...this.priors].flatMap(([segment, prior]) => {
      const odds = prior.at(position);
      return odds ? [[segment, odds] as const] : [];
    });
    return found.length > 0 ? new Map(found) : undefined;
  }

  /** Along the first drawn image's normal, mm; undefined for an image that lies on another grid. */
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

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
