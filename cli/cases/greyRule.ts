import { InputError } from '../InputError';
import type { LabelRule } from './LabelRule';
import { nonzeroRule, thresholdRule, valuesRule } from './LabelRule';
import type { MaskFolder, ValueCount } from './MaskFolder';
import { listed, valuesIn } from './maskValues';

/** In pictures, values up to this one are labels; higher ones mean that they hold grey values. */
const HIGHEST_PLAIN_LABEL = 31;
/** Grey values above this are foreground; between 32 and 223 they are neither black nor white. */
const THRESHOLD = 127;
const NEARLY_WHITE = 223;
const WHITE = 255;
const WHITE_OF_16_BITS = 65_535;
/** More values than this are smoothed edges, not classes. */
const MAX_CLASSES = 24;
/** Share of the foreground from which areas of a value matter. */
const NOTABLE = 0.02;

/**
 * How grey pictures are read: low values are labels, a few even areas of grey are classes, and otherwise
 * values above 127 are foreground.
 *
 * @param foreground whether classes are merged anyway
 * @throws InputError when labels and grey values, or classes and smoothed edges, cannot be told apart
 */
export function greyRule(folders: readonly MaskFolder[], foreground: boolean): LabelRule {
  const found = valuesIn(folders);
  const highest = found[found.length - 1];
  if (highest > WHITE) return deepRule(found, foreground);
  const masks = folders.flatMap((folder) => folder.masks);
  const areLossy = masks.some(({ coding }) => coding === 'lossy grey');
  const values = `values ${listed(found)}`;
  if (highest <= HIGHEST_PLAIN_LABEL && !areLossy) return valuesRule(found, `${values}: each is a segment`);
  if (highest <= THRESHOLD) {
    throw new InputError(
      `No pixel of any mask is brighter than ${THRESHOLD}, and values up to ${highest} are no plain labels. ` +
        'Name the values that are labels with --labels, e.g. --labels 64,100.',
    );
  }
  const count = (from: number, to: number, of: keyof ValueCount) => sumOf(folders, from, to, of);
  const bright = count(THRESHOLD + 1, WHITE, 'count');
  const isFew = found.length <= MAX_CLASSES && !areLossy;
  const isLow = (value: number) => value <= HIGHEST_PLAIN_LABEL;
  const mixed = masks.find(
    ({ distinct }) => isLow(distinct[0]) && distinct.some((value) => value > THRESHOLD),
  );
  if (isFew && mixed && count(1, HIGHEST_PLAIN_LABEL, 'flat') > NOTABLE * bright) {
    throw new InputError(
      `${mixed.file} holds labels and grey values (${listed(mixed.distinct)}). ` +
        'Name the values that are labels with --labels.',
    );
  }
  // Three values are too few for smoothed edges, even where no class has an area.
  const areas = found.length <= 3 ? 'count' : 'flat';
  const middle = count(HIGHEST_PLAIN_LABEL + 1, NEARLY_WHITE, areas);
  if (middle > NOTABLE * (bright + middle)) {
    if (foreground && !areLossy) return nonzeroRule(values);
    if (isFew && hasOnlyAreas(folders)) return valuesRule(found, `${values}: each is a segment`);
    throw new InputError(
      `The masks hold areas of several grey values, e.g. ${masks[0].file}, with blurred edges between them. ` +
        'Save them as PNG without smoothing, or name the values that are labels with --labels.',
    );
  }
  const rule = thresholdRule(THRESHOLD, `${values}: above ${THRESHOLD} is foreground`);
  const low = masks.filter(({ distinct }) => distinct.every(isLow));
  if (!isFew || low.length === 0) return rule;
  const other = low.find(({ distinct }) => distinct.length > 1 || distinct[0] !== 1);
  if (other) {
    throw new InputError(
      `${other.file} holds labels (${listed(other.distinct)}), other masks grey values up to ${highest}. ` +
        'Export all in the same way.',
    );
  }
  return {
    ...rule,
    summary: `${values}: above ${THRESHOLD} is foreground, in ${low.length} with 0 and 1 that is 1`,
    apply: (mask, info) =>
      mask.every((value) => value <= 1) ? Uint8Array.from(mask) : rule.apply(mask, info),
  };
}

/** Pictures of 16 bits: numbers of objects, or soft masks up to white. */
function deepRule(found: readonly number[], foreground: boolean): LabelRule {
  const highest = found[found.length - 1];
  const half = WHITE_OF_16_BITS / 2;
  if (highest > half && found.length > WHITE) {
    return thresholdRule(half, `values ${listed(found)}: above ${Math.floor(half)} is foreground`);
  }
  if (foreground || found.length === 1)
    return nonzeroRule(`values ${listed(found)}: what is not 0 is foreground`);
  throw new InputError(
    `The masks hold ${found.length} values up to ${highest}, more than labels can be. If they number objects, ` +
      'merge them with --foreground; otherwise use labels from 1 to 255.',
  );
}

function sumOf(folders: readonly MaskFolder[], from: number, to: number, of: keyof ValueCount): number {
  let sum = 0;
  for (const { values } of folders) {
    for (const [value, counts] of values) if (value >= from && value <= to) sum += counts[of];
  }
  return sum;
}

/** Whether every value has areas: those of smoothed edges have none. */
function hasOnlyAreas(folders: readonly MaskFolder[]): boolean {
  const found = valuesIn(folders);
  return found.length <= 3 || found.every((value) => sumOf(folders, value, value, 'flat') > 0);
}
