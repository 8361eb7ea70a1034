import { travelTime } from './travelTime';

/** Approximate distance in pixels from each pixel to the nearest marked one; Infinity if there is none. */
export function distanceTo(marked: Uint8Array, size: { rows: number; columns: number }): Float32Array {
  return travelTime(new Float32Array(marked.length).fill(1), marked, size, 1);
}
