/** How many examples are kept for each reason. */
const EXAMPLES = 5;

/** Series, or studies, that were left out for one reason. */
export interface Exclusion {
  /** E.g. `SeriesDescription~t1: it is "T2 FLAIR"`. */
  reason: string;
  count: number;
  /** UIDs of the first ones. */
  examples: string[];
}

/** Counts what was left out of a cohort, by reason. */
export class Exclusions {
  private readonly byReason = new Map<string, Exclusion>();

  add(reason: string, uid: string): void {
    const known = this.byReason.get(reason) ?? { reason, count: 0, examples: [] };
    known.count++;
    if (known.examples.length < EXAMPLES) known.examples.push(uid);
    this.byReason.set(reason, known);
  }

  /** The most frequent first. */
  list(): Exclusion[] {
    return [...this.byReason.values()].sort((a, b) => b.count - a.count);
  }
}
