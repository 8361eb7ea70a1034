/** Whether a labelmap marks any pixel. */
export function hasForeground(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] > 0) return true;
  return false;
}
