import type { Example } from '../data/Image';

/** Training and validation examples; they have no image in common unless too few images have masks. */
export interface ExampleSplit {
  training: Example[];
  validation: Example[];
}

/**
 * Minimum number of cases for which whole cases are held out: neighbouring slices of one patient say nothing
 * about other patients.
 */
const MIN_CASES = 3;
/** Approximate share of the masks, or of the cases, that is held out. */
const SHARE = 1 / 4;

/**
 * Holds out about a quarter of the examples for validation. If three or more cases (patients or series) have
 * masks, whole cases are held out; otherwise single images with masks, at least one if possible, from the
 * middle of each run of neighbours, because the ends of a structure are needed for training. An example that
 * alone shows a segment is always used for training, and so are examples marked as negative, except those of
 * held-out cases.
 *
 * @param examples in spatial order; at least one has foreground
 * @returns if no example can be held out (a single mask, or each case alone shows a segment), the examples
 *   with masks are used for both training and validation
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

/**
 * Uses all examples for training and those with masks also for validation, which then only measures how well
 * they were learnt.
 */
export function withoutValidation(examples: readonly Example[]): ExampleSplit {
  return { training: [...examples], validation: examples.filter(isDrawn) };
}

/**
 * Holds out the middle unit of each of `count` equal parts of the units; undefined if none can be held out.
 */
function setAside(examples: readonly Example[], units: readonly Example[][]): ExampleSplit | undefined {
  const remaining = new Map<number, number>();
  const segments = new Map(units.map((unit) => [unit, segmentsOf(unit)]));
  for (const set of segments.values()) for (const s of set) remaining.set(s, (remaining.get(s) ?? 0) + 1);

  const count = units.length < 2 ? 0 : Math.max(1, Math.round(SHARE * units.length));
  const chosen = new Set<Example[]>();
  for (let i = 0; i < count; i++) {
    // The middle of the i-th of `count` equal parts, or its nearest neighbour that training can spare.
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

/**
 * The group that must not be split between training and validation: the patient if known, otherwise the
 * series.
 */
export function caseOf({ patientId, image }: Example): string {
  return patientId ?? image.seriesId;
}

function isDrawn({ labelmap }: Example): boolean {
  return labelmap.some((value) => value > 0);
}

function segmentsOf(unit: readonly Example[]): Set<number> {
  return new Set(unit.flatMap(({ labelmap }) => [...new Set(labelmap)].filter((value) => value > 0)));
}
