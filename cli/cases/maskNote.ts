/** Names in a message. */
const MAX_NAMES = 3;

/**
 * One line that tells the user how masks were read.
 *
 * @param summary of the label rule
 * @param found the number of empty masks, and the names of cases whose mask was resampled or has
 *   overlapping segments
 */
export function maskNote(
  summary: string,
  found: { empty: number; resampled: readonly string[]; overlapping: readonly string[] },
): string {
  const named = (names: readonly string[]) =>
    `${names.length} (${names.slice(0, MAX_NAMES).join(', ')}${names.length > MAX_NAMES ? ', ...' : ''})`;
  const { empty, resampled, overlapping } = found;
  return [
    `masks: ${summary}`,
    ...(empty > 0 ? [`${empty} empty`] : []),
    ...(resampled.length > 0
      ? [`${named(resampled)} on another grid than their image, so each pixel got the nearest value`]
      : []),
    ...(overlapping.length > 0
      ? [`segments overlap in ${named(overlapping)}, where the higher number wins`]
      : []),
  ].join('; ');
}
