/** Sources that give the same results to the last digit. */
interface EqualSources {
  /** Hashes, see `sourceHash`. */
  before: string;
  after: string;
  /** What changed, and which runs showed that results are the same: `npm run experiments -- --repeat`. */
  shown: string;
}

const EQUAL: readonly EqualSources[] = [];

/** The hashes of all sources whose figures are as good as those of the given ones, with these. */
export function equalSources(sources: string, equal: readonly EqualSources[] = EQUAL): ReadonlySet<string> {
  const all = new Set([sources]);
  // A set takes in what is added while it is gone through.
  for (const hash of all) {
    for (const { before, after } of equal) if (after === hash) all.add(before);
  }
  return all;
}
