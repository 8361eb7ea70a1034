import type { Segment } from '../data/Segment';

/** The name of a model that nobody has named: its segments' names. */
export const defaultName = (segments: readonly Pick<Segment, 'name'>[]): string =>
  segments.map(({ name }) => name).join(', ');
