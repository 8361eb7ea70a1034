import type { SegmentInfo } from '../state/SessionState';

/** Whether two lists have the same segments with the same values, whatever their colours. */
export function sameSegments(a: readonly SegmentInfo[], b: readonly SegmentInfo[]): boolean {
  return a.length === b.length && a.every(({ index, name }, i) => b[i].index === index && b[i].name === name);
}
