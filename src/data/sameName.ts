import { segmentIdentity, type Segment } from './Segment';

/** Whether two segments have the same name, ignoring case, surrounding spaces and codes. */
export function sameName({ name }: Pick<Segment, 'name'>, other: Pick<Segment, 'name'>): boolean {
  return segmentIdentity({ name }) === segmentIdentity({ name: other.name });
}
