/** Channels at a level of a network: the width at level 0, doubled from level to level up to 8 times. */
export function channelsAt(width: number, level: number): number {
  return width * Math.min(8, 2 ** level);
}
