import type { DicomJson, DicomJsonValue, PersonName } from './dicomJson';

/** One condition of a query. */
export interface Condition {
  tag: string;
  /** The value as written in the query: may contain wildcards, a list, or a range of dates or times. */
  wanted: string;
}

const ranged = new Set(['DA', 'TM', 'DT']);
const listed = new Set(['UI', 'CS', 'IS', 'DS', 'US']);

/**
 * Whether a data set meets a condition, by the matching rules of PS3.4 C.2.2.2: universal, single value, list
 * of UIDs, wildcard and range matching. Names match case-insensitively.
 *
 * @param fuzzy whether names also match when every word of the query is the beginning of one of the name's
 * words
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
  // Sequences are not matched.
  if (typeof value === 'object') return false;
  const text = String(value);
  if (ranged.has(vr)) return matchesRange(text, wanted);
  if (vr === 'IS' || vr === 'DS' || vr === 'US') {
    return wanted.split(/[\\,]/).some((one) => Number(one) === Number(text));
  }
  if (listed.has(vr)) return wanted.split(/[\\,]/).some((one) => matchesWildcard(text, one, false));
  return matchesWildcard(text, wanted, true);
}

function matchesName(name: PersonName, wanted: string, fuzzy: boolean): boolean {
  const groups = [name.Alphabetic, name.Ideographic, name.Phonetic].filter((group) => group !== undefined);
  if (groups.some((group) => matchesWildcard(group, wanted, true))) return true;
  if (!fuzzy) return false;
  const words = groups.flatMap(wordsOf);
  return wordsOf(wanted).every((start) => words.some((word) => word.startsWith(start)));
}

/** The words of a name, in lower case and without accents. */
function wordsOf(name: string): string[] {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[\s^=*?,]+/).filter((word) => word !== '');
}

/** Compares dates and times as text; a shorter one stands for the whole period that it denotes. */
function matchesRange(text: string, wanted: string): boolean {
  // In a DT a hyphen may also begin the time zone; such values are not supported.
  const [from, to] = wanted.includes('-') ? wanted.split('-', 2) : [wanted, wanted];
  const afterStart = from === '' || text >= from || text.startsWith(from);
  const beforeEnd = to === '' || text <= to || text.startsWith(to);
  return afterStart && beforeEnd;
}

/**
 * `*` matches any text, `?` one character. After a mismatch only the match of the last `*` is extended, so
 * that the time is at most proportional to the product of the lengths for any pattern.
 */
function matchesWildcard(text: string, pattern: string, ignoreCase: boolean): boolean {
  const given = charactersOf(text, ignoreCase);
  const wanted = charactersOf(pattern, ignoreCase);
  let at = 0;
  let next = 0;
  let afterStar = -1;
  let starEnd = 0;
  while (at < given.length) {
    if (wanted[next] === '*') {
      next += 1;
      afterStar = next;
      starEnd = at;
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === given[at])) {
      next += 1;
      at += 1;
    } else if (afterStar >= 0) {
      starEnd += 1;
      at = starEnd;
      next = afterStar;
    } else {
      return false;
    }
  }
  return wanted.slice(next).every((character) => character === '*');
}

/**
 * Splits text into whole characters, not halves of surrogate pairs; each is case-folded separately, so that
 * their number does not change.
 */
function charactersOf(text: string, ignoreCase: boolean): string[] {
  const characters = [...text];
  return ignoreCase ? characters.map((character) => character.toLowerCase().toUpperCase()) : characters;
}
