import type { Rgb, SegmentInfo } from './SessionState';

/**
 * Gives every segment name of the study one index. Segments with the same name (whatever its case), drawn in
 * different segmentations, are one structure and share the index. Indices stay for as long as the table lives, so
 * that a model trained earlier still means the same ones. The colour is the one seen last.
 */
export class SegmentTable {
  private readonly byName = new Map<string, SegmentInfo>();

  /**
   * Index of a segment, 1, 2, ... in order of first appearance over the table's life.
   *
   * @param colour undefined while no viewport shows the segment: the last known one then stays
   * @param fallback the colour of a segment that was never shown
   */
  add(name: string, colour: Rgb | undefined, fallback: Rgb = [221, 84, 84]): number {
    const key = name.trim().toLowerCase();
    const known = this.byName.get(key);
    const segment = known
      ? { ...known, colour: colour ?? known.colour }
      : { index: this.byName.size + 1, name: name.trim(), colour: colour ?? fallback };
    this.byName.set(key, segment);
    return segment.index;
  }

  get segments(): SegmentInfo[] {
    return [...this.byName.values()];
  }
}
