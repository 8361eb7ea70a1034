import type { StrokePoint } from './StrokePoint';
import type { Window } from './Window';

/**
 * The pixels of a window within a distance of a polyline.
 *
 * @param radius in pixels
 * @returns 1 on the stroke; row by row over the window
 */
export function strokePixels(
  points: readonly StrokePoint[],
  radius: number,
  { top, left, rows: height, columns }: Window,
): Uint8Array {
  const pixels = new Uint8Array(height * columns);
  points.forEach((end, i) => {
    const start = points[Math.max(0, i - 1)];
    const rows = [start.row, end.row];
    const sides = [start.column, end.column];
    const first = Math.max(top, Math.ceil(Math.min(...rows) - radius));
    const last = Math.min(top + height - 1, Math.floor(Math.max(...rows) + radius));
    const from = Math.max(left, Math.ceil(Math.min(...sides) - radius));
    const to = Math.min(left + columns - 1, Math.floor(Math.max(...sides) + radius));
    for (let row = first; row <= last; row++) {
      for (let column = from; column <= to; column++) {
        if (distanceToSegment({ row, column }, start, end) > radius) continue;
        pixels[(row - top) * columns + column - left] = 1;
      }
    }
  });
  return pixels;
}

function distanceToSegment(point: StrokePoint, start: StrokePoint, end: StrokePoint): number {
  const [height, width] = [end.row - start.row, end.column - start.column];
  const length = height * height + width * width;
  const along =
    length === 0 ? 0 : ((point.row - start.row) * height + (point.column - start.column) * width) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.row - start.row - t * height, point.column - start.column - t * width);
}
