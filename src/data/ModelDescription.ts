import type { FieldOfView } from './FieldOfView';
import type { Segment } from './Image';
import type { SegmenterKind } from './SegmenterKind';

/** Everything but the weights that a trained segmenter needs in order to predict. */
export interface ModelDescription {
  /** In the order of the network's classes 1, 2, ... */
  segments: Segment[];
  field: FieldOfView;
  network: { kind: SegmenterKind; size: number; width: number; levels: number; classes: number };
}
