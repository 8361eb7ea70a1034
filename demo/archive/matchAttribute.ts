import type { DicomJson, DicomJsonValue, PersonName } from './dicomJson';

/** One condition of a query. */
export interface Condition {
  tag: string;
  /** As written in the query: may hold wildcards, a list, or a range of dates or times. */
  wanted: string;
}

const ranged = new Set(['DA', 'TM', 'DT']);
const listed = new Set(['UI', 'CS', 'IS', 'DS', 'US']);

/**
 * Whether a data set meets a condition, by the matching rules of PS3.4 C.2.2.2: universal, single value, list of
 * UIDs, wildcard and range matching. Names match without regard to case.
 *
 * @param fuzzy names also match when every word of the query begins one of the name's words
 */
export function matchesCondition(dataset: DicomJson, { tag, wanted }: Condition, fuzzy: boolean): boolean {
  if (/^\**$/.test(wanted)) return true;
  const element = dataset[tag];
  const values = element?.Value ?? [];
  if (element === undefined || values.length === 0) return false;
  return values.some((value) => matchesValue(element.vr, value, wanted, fuzzy));
}

function matchesValue(vr: string, value: DicomJsonValue, wanted: string, fuzzy: boolean): boolean {
  if (value === null) return false;
  if (vr === 'PN') return matchesName(value as PersonName, wanted, fuzzy);
  const text = String(value);
  if (ranged.has(vr)) return matchesRange(text, wanted);
  if (vr === 'IS' || vr === 'DS' || vr === 'US') {
    return wanted.split(/[\\,]/).some((one) => Number(one) === Number(text));
  }
  if (listed.has(vr)) return wanted.split(/[\\,]/).some((one) => wildcard(one, '').test(text));
  return wildcard(wanted, 'i').test(text);
}

function matchesName(name: PersonName, wanted: string, fuzzy: boolean): boolean {
  const groups = [name.Alphabetic, name.Ideographic, name.Phonetic].filter((group) => group !== undefined);
  const pattern = wildcard(wanted, 'i');
  if (groups.some((group) => pattern.test(group))) return true;
  if (!fuzzy) return false;
  const words = groups.flatMap(wordsOf);
  return wordsOf(wanted).every((start) => words.some((word) => word.startsWith(start)));
}

/** Lower-case words of a name without accents. */
function wordsOf(name: string): string[] {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[\s^=*?,]+/).filter((word) => word !== '');
}

/** Dates and times compare as text once a shorter one stands for the span that it names. */
function matchesRange(text: string, wanted: string): boolean {
  // A hyphen may also begin the time zone of a DT; those are not ranged over.
  const [from, to] = wanted.includes('-') ? wanted.split('-', 2) : [wanted, wanted];
  const afterStart = from === '' || text >= from || text.startsWith(from);
  const beforeEnd = to === '' || text <= to || text.startsWith(to);
  return afterStart && beforeEnd;
}

/** `*` stands for any text, `?` for one character. */
function wildcard(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, `${flags}su`);
}
