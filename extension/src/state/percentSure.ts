/** The opposite of need in whole percent, rounded down: a mask is never said to be surer than it is. */
export function percentSure(need: number): number {
  return Math.floor(100 * (1 - need) + 1e-6);
}
