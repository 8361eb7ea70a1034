import { extent } from '../data/extent';

/** A corner of pixels or a point on an edge between two: column and row, where whole numbers are corners. */
export type GridPoint = readonly [column: number, row: number];

/** A closed outline along the edges of pixels, with a point at each of their corners. */
interface Loop {
  points: GridPoint[];
  /** Whether it surrounds a hole. */
  isHole: boolean;
}

/**
 * Where a channel to a hole leaves an edge, as a share of it: not in the middle, as that is the centre line
 * of a row, on which readers decide what is inside.
 */
const CHANNEL = 0.25;

/**
 * Outlines the foreground of a mask along the edges of its pixels. Each outline surrounds one connected
 * region (pixels that only touch at a corner are not connected), and reaches the holes in it through channels
 * of no width ("keyhole"), as closed planar contours in DICOM do (PS3.3 C.8.8.6.3).
 *
 * @param mask row by row; other than 0 is foreground
 * @returns the corners of each outline, in order; the last one is joined to the first
 */
export function traceOutlines(mask: ArrayLike<number>, columns: number): GridPoint[][] {
  const loops = traceLoops(mask, columns);
  const outlines = loops.filter(({ isHole }) => !isHole);
  // The outline that holds the vertical edge below a corner, at its left or right side.
  const atEdge = new Map<string, Loop>();
  const register = (loop: Loop, outline: Loop) =>
    loop.points.forEach(([x, y], i) => {
      const [, next] = loop.points[(i + 1) % loop.points.length];
      if (next !== y) atEdge.set(`${x} ${Math.min(y, next)}`, outline);
    });
  for (const outline of outlines) register(outline, outline);
  const left = ({ points }: Loop) => extent(points.map(([x]) => x))[0];
  // From left to right: what lies to the left of a hole then belongs to an outline already.
  for (const hole of loops.filter(({ isHole }) => isHole).sort((a, b) => left(a) - left(b))) {
    const first = left(hole);
    const [row] = extent(hole.points.filter(([x]) => x === first).map(([, y]) => y));
    let edge = first;
    while (edge > 0 && mask[row * columns + edge - 1]) edge--;
    const outline = atEdge.get(`${edge} ${row}`);
    if (!outline) throw new Error(`traceOutlines: nothing surrounds the hole at ${first}, ${row}.`);
    joinHole(outline, hole, [edge, row], [first, row]);
    register(hole, outline);
  }
  return outlines.map(({ points }) => withoutStraights(points));
}

/** All outlines, with the foreground on their right. */
function traceLoops(mask: ArrayLike<number>, columns: number): Loop[] {
  const rows = mask.length / columns;
  const isSet = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < columns && y < rows && mask[y * columns + x] !== 0;
  // The ends of the edges that begin at a corner; two where pixels touch there.
  const ends = new Map<number, GridPoint[]>();
  const keyOf = ([x, y]: GridPoint) => y * (columns + 1) + x;
  const add = (from: GridPoint, to: GridPoint) =>
    ends.set(keyOf(from), [...(ends.get(keyOf(from)) ?? []), to]);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!isSet(x, y)) continue;
      if (!isSet(x, y - 1)) add([x, y], [x + 1, y]);
      if (!isSet(x + 1, y)) add([x + 1, y], [x + 1, y + 1]);
      if (!isSet(x, y + 1)) add([x + 1, y + 1], [x, y + 1]);
      if (!isSet(x - 1, y)) add([x, y + 1], [x, y]);
    }
  }
  const loops: Loop[] = [];
  for (const [key, [first]] of ends) {
    if (!first) continue;
    const start: GridPoint = [key % (columns + 1), Math.floor(key / (columns + 1))];
    const points: GridPoint[] = [];
    let [at, before] = [start, start];
    do {
      points.push(at);
      const open = ends.get(keyOf(at)) ?? [];
      // To the right, around the same pixel.
      const turn = (to: GridPoint) => cross(before, at, to);
      const next = open.length > 1 && turn(open[1]) > turn(open[0]) ? open[1] : open[0];
      open.splice(open.indexOf(next), 1);
      [before, at] = [at, next];
    } while (at[0] !== start[0] || at[1] !== start[1]);
    loops.push({ points, isHole: area(points) < 0 });
  }
  return loops;
}

/** Inserts a hole into an outline, by a channel between their edges below two corners of one row. */
function joinHole(outline: Loop, hole: Loop, [x, row]: GridPoint, [holeX]: GridPoint): void {
  const y = row + CHANNEL;
  const from = edgeAt(outline.points, [x, y]);
  const to = edgeAt(hole.points, [holeX, y]);
  const around = [...hole.points.slice(to + 1), ...hole.points.slice(0, to + 1)];
  outline.points.splice(from + 1, 0, [x, y], [holeX, y], ...around, [holeX, y], [x, y]);
}

/** The index of the point at which the vertical edge through a position begins. */
function edgeAt(points: readonly GridPoint[], [x, y]: GridPoint): number {
  return points.findIndex(([x0, y0], i) => {
    const [x1, y1] = points[(i + 1) % points.length];
    return x0 === x && x1 === x && Math.min(y0, y1) < y && y < Math.max(y0, y1);
  });
}

/** Positive for a turn to the right, as rows count downwards. */
function cross([ax, ay]: GridPoint, [bx, by]: GridPoint, [cx, cy]: GridPoint): number {
  return (bx - ax) * (cy - by) - (by - ay) * (cx - bx);
}

/** Area of a polygon, positive if its inside is on the right. */
function area(points: readonly GridPoint[]): number {
  return points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

/** Leaves out the points at which the outline goes straight on. */
function withoutStraights(points: readonly GridPoint[]): GridPoint[] {
  return points.filter((point, i) => {
    const before = points[(i + points.length - 1) % points.length];
    const next = points[(i + 1) % points.length];
    const goesBack =
      (point[0] - before[0]) * (next[0] - point[0]) + (point[1] - before[1]) * (next[1] - point[1]) < 0;
    return goesBack || cross(before, point, next) !== 0;
  });
}
