import { CODED_NAMES, type CodedName } from './codedNames';

/** The coded name that a text spells, ignoring case and surrounding spaces; undefined for other texts. */
export function findCodedName(text: string): CodedName | undefined {
  const wanted = text.trim().toLowerCase();
  return CODED_NAMES.find(({ type }) => type.meaning.toLowerCase() === wanted);
}
