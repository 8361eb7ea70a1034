import type { Image } from '../data/Image';
import type { StrokePoint } from './StrokePoint';
import type { Window } from './Window';

/** The part of an image within a distance of some points, in pixels; empty if they lie outside. */
export function windowAround(
  points: readonly StrokePoint[],
  distance: number,
  { rows, columns }: Pick<Image, 'rows' | 'columns'>,
): Window {
  const range = (values: number[], count: number): [number, number] => {
    const first = Math.max(0, Math.floor(Math.min(...values) - distance));
    const last = Math.min(count, Math.ceil(Math.max(...values) + distance) + 1);
    return [first, Math.max(0, last - first)];
  };
  const [top, height] = range(
    points.map(({ row }) => row),
    rows,
  );
  const [left, width] = range(
    points.map(({ column }) => column),
    columns,
  );
  return { top, left, rows: height, columns: width };
}
