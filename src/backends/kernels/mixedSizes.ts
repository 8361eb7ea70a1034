/** Edges of the three kernels that MixKernels mixes. */
export const MIXED_EDGES = [4, 6, 8] as const;

/** The tap of a kernel of `edge` x `edge` taps that lies at tap `tap` of one of 8 x 8; -1 if none does. */
export function tapOf(tap: number, edge: number): number {
  const border = (8 - edge) / 2;
  const [row, column] = [Math.floor(tap / 8) - border, (tap % 8) - border];
  const inside = Math.min(row, column) >= 0 && Math.max(row, column) < edge;
  return inside ? row * edge + column : -1;
}
