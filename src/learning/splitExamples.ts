import type { Example } from '../data/Image';

/** Which examples train and which validate; no image is in both, unless too few have masks. */
export interface ExampleSplit {
  training: Example[];
  validation: Example[];
}

/** With fewer examples than this a single one that was set aside says little about how good a segmenter is. */
export const ENOUGH_EXAMPLES = 5;

/** From this many cases on whole cases validate: neighbouring slices of one patient tell nothing about another. */
const MIN_CASES = 3;
/** About this share of the masks, or of the cases, validates. */
const SHARE = 1 / 4;

/**
 * Sets about a quarter of the examples aside for validation. With masks in three cases (patients, or series) or more these are whole
 * cases; else single images with masks, at least one where that is possible, from the middle of each run of neighbours:
 * the extremes of a structure are needed for training. What alone shows a segment always trains, and so do "nothing here"
 * examples of cases that train.
 *
 * @param examples in spatial order; at least one has foreground
 * @returns with no candidate for validation (a single mask, or each case alone shows a segment), the examples with masks both
 *   train and validate
 */
export function splitExamples(examples: readonly Example[]): ExampleSplit {
  const drawn = examples.filter(isDrawn);
  const same = withoutValidation(examples);
  const cases = [...new Set(drawn.map(caseOf))];
  if (cases.length >= MIN_CASES) {
    const units = cases.map((id) => examples.filter((example) => caseOf(example) === id));
    return setAside(examples, units) ?? same;
  }
  const units = drawn.map((example) => [example]);
  return setAside(examples, units) ?? same;
}

/** All examples train; those with masks validate, too, which says how well they were learnt and no more. */
export function withoutValidation(examples: readonly Example[]): ExampleSplit {
  return { training: [...examples], validation: examples.filter(isDrawn) };
}

/**
 * Deals the examples with masks into folds for cross-validation, by whole cases where there are enough of them.
 *
 * @param most folds at most
 * @returns each fold's images; together all examples. Fewer than two folds where there is nothing to validate on
 */
export function dealFolds(examples: readonly Example[], most: number): Example[][] {
  const drawn = examples.filter(isDrawn);
  const cases = [...new Set(drawn.map(caseOf))];
  const byCase = cases.length >= MIN_CASES;
  const units = byCase
    ? cases.map((id) => examples.filter((example) => caseOf(example) === id))
    : drawn.map((example) => [example]);
  const count = Math.min(most, units.length);
  const folds = Array.from({ length: count }, (_, fold) => units.filter((_, i) => i % count === fold).flat());
  // "Nothing here" examples of their own train in every fold but one, too.
  const rest = examples.filter((example) => !folds.some((fold) => fold.includes(example)));
  rest.forEach((example, i) => folds[i % Math.max(1, count)]?.push(example));
  return folds;
}

/** Takes the middle of each of as many equal parts of the units as are to validate; undefined when none can be spared. */
function setAside(examples: readonly Example[], units: readonly Example[][]): ExampleSplit | undefined {
  const remaining = new Map<number, number>();
  const segments = new Map(units.map((unit) => [unit, segmentsOf(unit)]));
  for (const set of segments.values()) for (const s of set) remaining.set(s, (remaining.get(s) ?? 0) + 1);

  const count = units.length < 2 ? 0 : Math.max(1, Math.round(SHARE * units.length));
  const chosen = new Set<Example[]>();
  for (let i = 0; i < count; i++) {
    // The middle of the i-th of `count` equal parts, or its nearest neighbour that training can do without.
    const middle = Math.floor(((i + 0.5) * units.length) / count);
    const unit = units
      .filter((candidate) => !chosen.has(candidate))
      .filter((candidate) => [...(segments.get(candidate) ?? [])].every((s) => (remaining.get(s) ?? 0) > 1))
      .sort((a, b) => Math.abs(units.indexOf(a) - middle) - Math.abs(units.indexOf(b) - middle))[0];
    if (!unit) break;
    chosen.add(unit);
    for (const s of segments.get(unit) ?? []) remaining.set(s, (remaining.get(s) ?? 1) - 1);
  }
  if (chosen.size === 0) return undefined;
  const validation = [...chosen].flat();
  return { training: examples.filter((example) => !validation.includes(example)), validation };
}

/** What must not be on both sides: images of one patient, where that is known, else of one series. */
export function caseOf({ patientId, image }: Example): string {
  return patientId ?? image.seriesId;
}

function isDrawn({ labelmap }: Example): boolean {
  return labelmap.some((value) => value > 0);
}

function segmentsOf(unit: readonly Example[]): Set<number> {
  return new Set(unit.flatMap(({ labelmap }) => [...new Set(labelmap)].filter((value) => value > 0)));
}
