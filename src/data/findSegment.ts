import { segmentIdentity, type Segment } from './Segment';

/**
 * The segment that means the same structure: the one with the same name and coded type, otherwise the one
 * with the same name if one of the two has no type.
 *
 * @returns undefined when there is none
 */
export function findSegment<S extends Pick<Segment, 'name' | 'type'>>(
  segments: readonly S[],
  wanted: Pick<Segment, 'name' | 'type'>,
): S | undefined {
  const identity = segmentIdentity(wanted);
  const exact = segments.find((segment) => segmentIdentity(segment) === identity);
  if (exact) return exact;
  const name = segmentIdentity({ name: wanted.name });
  return segments.find(
    (segment) => (!segment.type || !wanted.type) && segmentIdentity({ name: segment.name }) === name,
  );
}
