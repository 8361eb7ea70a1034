import { SEGMENTER_KINDS, SEGMENTER_SUMMARIES } from '../../src/data/SegmenterKind';

/** Every segmenter by its name on the command line. */
export const SEGMENTERS = Object.fromEntries(
  SEGMENTER_KINDS.map((kind) => [kind, { summary: SEGMENTER_SUMMARIES[kind] }]),
);
