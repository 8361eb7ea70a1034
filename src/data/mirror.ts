/**
 * Mirrors a position at the borders of an axis of pixels until it lies on the axis.
 *
 * @param length length of the axis, pixels; pixel i covers i - 0.5 to i + 0.5
 */
export function mirror(position: number, length: number): number {
  const period = 2 * length;
  const at = (((position + 0.5) % period) + period) % period;
  return (at < length ? at : period - at) - 0.5;
}
