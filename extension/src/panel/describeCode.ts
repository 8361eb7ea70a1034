import type { Segment } from '../../../src/data/Segment';

/** What a segment's name means to other software, as a sentence. */
export function describeCode({ category, type }: Pick<Segment, 'category' | 'type'>): string {
  if (!type) return 'Free text without a code.';
  const code = `${type.scheme} ${type.value}`;
  return category ? `${category.meaning}, ${code}.` : `${code}.`;
}
