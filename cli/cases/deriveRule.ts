import { segmentIdentity, type SegmentCodes } from '../../src/data/Segment';
import { InputError } from '../InputError';
import type { LabelRule } from './LabelRule';
import {
  colourOf,
  coloursRule,
  foregroundRule,
  hexOf,
  nonzeroRule,
  thresholdRule,
  valuesRule,
} from './LabelRule';
import { isColoured } from '../files/MaskCoding';
import type { MaskFolder } from './MaskFolder';
import { greyRule } from './greyRule';
import { listed, valuesIn } from './maskValues';

/** The user's choice of labels. */
export interface LabelOptions {
  /** Mask values that are labels; undefined to detect them. */
  labels?: readonly number[];
  /** Whether all labels are merged into one. */
  foreground?: boolean;
}

/** A mask of classes has at most this many colours; more are blurred edges. */
const MAX_COLOURS = 32;
/** Share of the foreground that one hue has if blurred colours are of one class. */
const ONE_HUE = 0.95;
const THRESHOLD = 127;
const HIGHEST_LABEL = 255;

/**
 * Derives how masks are read from the values that they hold.
 *
 * @param folders the folder to learn from and, if there is one, the folder to test on
 * @throws InputError when there is no foreground, or the values can be read in several ways
 */
export function deriveRule(folders: readonly MaskFolder[], { labels, foreground }: LabelOptions): LabelRule {
  const masks = folders.flatMap((folder) => folder.masks);
  if (masks.length === 0 && !labels) {
    throw new InputError('No mask has any foreground. Give masks that show the structure.');
  }
  const rule = labels ? wantedRule(folders, labels) : detectRule(folders, foreground === true);
  return foreground ? foregroundRule(rule) : rule;
}

function detectRule(folders: readonly MaskFolder[], foreground: boolean): LabelRule {
  const masks = folders.flatMap((folder) => folder.masks);
  const fraction = folders.map((folder) => folder.fraction).find((found) => found !== undefined);
  if (fraction) {
    const { file, value } = fraction;
    throw new InputError(`The mask ${file} holds the value ${value}, which is no label. Round its values.`);
  }
  const named = namedRule(folders);
  if (named) return named;
  const single = singleValueRule(folders);
  if (single) return single;
  const pictures = masks.filter(({ coding }) => coding !== 'labels' && coding !== 'indices');
  if (pictures.some(({ coding }) => isColoured(coding))) return colourRule(folders);
  if (pictures.length === masks.length) return greyRule(folders, foreground);
  const bright = pictures.find(({ distinct }) => distinct[distinct.length - 1] > 31);
  if (bright) {
    const other = masks.find((mask) => !pictures.includes(mask));
    throw new InputError(
      `The masks are of different kinds: ${bright.file} holds grey values, ${other?.file ?? ''} labels. ` +
        'Export all in the same way.',
    );
  }
  return labelsRule(folders, foreground);
}

/** Values of NIfTI, DICOM and palettes. */
function labelsRule(folders: readonly MaskFolder[], foreground: boolean): LabelRule {
  const found = valuesIn(folders);
  const [lowest, highest] = [found[0], found[found.length - 1]];
  const summary = `values ${listed(found)}: each is a segment`;
  if (foreground) return nonzeroRule(`values ${listed(found)}`);
  if (lowest < 0 || highest > HIGHEST_LABEL) {
    throw new InputError(
      `The masks hold values from ${lowest} to ${highest}. Use labels from 1 to 255, with 0 as background, ` +
        'or merge all with --foreground.',
    );
  }
  return valuesRule(found, summary);
}

/**
 * Pictures that hold one value beside 0 show the foreground, whatever the value: a folder may have another
 * one than the other, and programs mix 1 and 255.
 *
 * @returns undefined when a mask holds several values, or the folders several
 */
function singleValueRule(folders: readonly MaskFolder[]): LabelRule | undefined {
  const masks = folders.flatMap((folder) => folder.masks);
  const ofPictures = masks.every(({ coding, distinct }) => coding !== 'labels' && distinct.length === 1);
  if (!ofPictures || masks.some(({ coding }) => coding.startsWith('lossy'))) return undefined;
  const textOf = ({ coding, distinct: [value] }: (typeof masks)[number]) =>
    isColoured(coding) ? hexOf(value) : String(value);
  const isOne = ({ masks: own }: MaskFolder) =>
    new Set(own.map(textOf)).size <= 1 || own.every((mask) => ['1', '255', '#ffffff'].includes(textOf(mask)));
  if (!folders.every(isOne)) return undefined;
  const texts = [...new Set(masks.map(textOf))];
  const [{ coding, distinct }] = masks;
  const isLabel = texts.length === 1 && !isColoured(coding) && distinct[0] <= 31;
  const label = isLabel ? distinct[0] : 1;
  const counted = texts.map(
    (text) => `0 and ${text} in ${masks.filter((mask) => textOf(mask) === text).length}`,
  );
  const values = texts.length === 1 ? `values 0, ${texts[0]}` : `values ${counted.join(', ')}`;
  return nonzeroRule(`${values}: what is not 0 is foreground`, label);
}

/** Masks with named segments: labels are those of the names, as files may number them differently. */
function namedRule(folders: readonly MaskFolder[]): LabelRule | undefined {
  const masks = folders.flatMap((folder) => folder.masks);
  const names = new Map<string, string>();
  const numbers = new Map<string, Set<number>>();
  const coded = new Map<string, SegmentCodes>();
  for (const { names: own, codes, distinct } of masks) {
    for (const value of distinct) {
      const name = own?.get(value)?.trim();
      if (!name) return undefined;
      const key = segmentIdentity({ name });
      if (!names.has(key)) names.set(key, name);
      if (!coded.has(key) && codes?.has(value)) coded.set(key, codes.get(value) ?? {});
      numbers.set(key, (numbers.get(key) ?? new Set()).add(value));
    }
  }
  const all = [...numbers.values()].flatMap((values) => [...values]);
  // The files' own numbers, if they agree.
  const agree =
    new Set(all).size === numbers.size && all.length === numbers.size && Math.max(...all) <= HIGHEST_LABEL;
  const keys = agree
    ? [...names.keys()].sort((a, b) => [...(numbers.get(a) ?? [])][0] - [...(numbers.get(b) ?? [])][0])
    : [...names.keys()];
  const labels = keys.map((key, i) => (agree ? [...(numbers.get(key) ?? [])][0] : i + 1));
  const byKey = new Map(keys.map((key, i) => [key, labels[i]]));
  if (labels.length > HIGHEST_LABEL) return undefined;
  const texts = keys.map((key) => names.get(key) ?? '');
  return {
    labels,
    names: texts,
    codes: keys.map((key) => coded.get(key) ?? {}),
    summary: `segments ${texts.map((name, i) => `"${name}" (${labels[i]})`).join(', ')}`,
    apply: (mask, { names: own }) => {
      const ofValue = new Map(
        [...(own ?? [])].map(([value, name]) => [value, byKey.get(segmentIdentity({ name })) ?? 0]),
      );
      return Uint8Array.from(mask, (value) => ofValue.get(value) ?? 0);
    },
  };
}

function colourRule(folders: readonly MaskFolder[]): LabelRule {
  const masks = folders.flatMap((folder) => folder.masks);
  const colours = new Set(
    masks.flatMap(({ coding, distinct }) => distinct.map((value) => colourOf(value, coding))),
  );
  const areLossy = masks.some(({ coding }) => coding.startsWith('lossy'));
  if (!areLossy && colours.size <= MAX_COLOURS) {
    const sorted = [...colours].sort((a, b) => a - b);
    const texts = sorted.map((colour, i) => `${hexOf(colour)} (${i + 1})`);
    return coloursRule(sorted, `colours ${texts.join(', ')}: each is a segment`);
  }
  const hues = [1, 2, 3, 4, 5, 6, 7].map((hue) => folders.reduce((sum, folder) => sum + folder.hues[hue], 0));
  const total = hues.reduce((sum, count) => sum + count, 0);
  const main = Math.max(...hues);
  if (total > 0 && main >= ONE_HUE * total) {
    return thresholdRule(
      THRESHOLD,
      `blurred colours: brighter than ${THRESHOLD} in any channel is foreground`,
    );
  }
  throw new InputError(
    `The masks hold ${colours.size} colours, e.g. ${masks.find(({ coding }) => isColoured(coding))?.file ?? ''}: ` +
      'classes cannot be told from blurred edges. Save them as PNG without smoothing, a colour for each class.',
  );
}

function wantedRule(folders: readonly MaskFolder[], wanted: readonly number[]): LabelRule {
  const labels = [...wanted].sort((a, b) => a - b);
  const coloured = folders.some(({ masks }) => masks.some(({ coding }) => isColoured(coding)));
  const rule = coloured ? colourRule(folders) : namedRule(folders);
  const found = rule ? rule.labels : valuesIn(folders);
  const missing = labels.find((label) => !found.includes(label));
  if (missing !== undefined) {
    throw new InputError(
      `No mask holds the value ${missing} of --labels; they hold ${found.slice(0, 12).join(', ') || 'only 0'}.`,
    );
  }
  const kept = `values ${labels.join(', ')} of ${listed(found)} (--labels)`;
  if (!rule) return valuesRule(labels, kept);
  return {
    ...rule,
    labels,
    names: rule.names?.filter((_, i) => labels.includes(rule.labels[i])),
    codes: rule.codes?.filter((_, i) => labels.includes(rule.labels[i])),
    summary: `${rule.summary}; ${kept}`,
    apply: (mask, info) => rule.apply(mask, info).map((label) => (labels.includes(label) ? label : 0)),
  };
}
