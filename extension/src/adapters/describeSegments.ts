import { ALGORITHM_NAME } from '../ohif/id';
import type { OhifSegment } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';

/** Result segments in OHIF's format; the first one is active. */
export function describeSegments(segments: readonly SegmentInfo[]): Record<number, Partial<OhifSegment>> {
  const described = segments.map(({ index, name }, i): [number, Partial<OhifSegment>] => [
    index,
    {
      segmentIndex: index,
      label: name,
      active: i === 0,
      algorithmType: 'SEMIAUTOMATIC',
      algorithmName: ALGORITHM_NAME,
    },
  ]);
  return Object.fromEntries(described);
}
