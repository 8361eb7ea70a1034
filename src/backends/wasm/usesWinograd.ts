import type { Gathering } from './gathering';

/** Fewer pixels of the grid do not repay the filter's transform. */
const MIN_PIXELS = 64;
/** At least this share of the tiles' 4x4 pixels must be in the grid. */
const MIN_COVERAGE = 0.5;
/** With fewer channels, transforms take longer than the products that they save. */
const MIN_CHANNELS = 8;
const MIN_PRODUCTS = 128;

/**
 * Whether a convolution or one of its gradients is computed by Winograd's method F(4x4, 3x3), which takes a
 * quarter of the multiplications: where that is at least 15 % faster. `npm run bench:winograd` measures it.
 *
 * @param outputs number of output channels
 */
export function usesWinograd(gathering: Gathering, outputs: number): boolean {
  const { inputChannels: inputs, batch, step, rows, columns } = gathering;
  const dense = step === 1 && [rows, columns].every(({ taps, tapStep }) => taps === 3 && tapStep === 1);
  if (!dense || inputs % 4 !== 0 || outputs % 4 !== 0) return false;
  const covered = 16 * Math.ceil(rows.grid / 4) * Math.ceil(columns.grid / 4);
  const pixels = rows.grid * columns.grid;
  if (batch * pixels < MIN_PIXELS || pixels < MIN_COVERAGE * covered) return false;
  return Math.min(inputs, outputs) >= MIN_CHANNELS && inputs * outputs >= MIN_PRODUCTS;
}
