/** The networks that segment; see `networks/createSegmenter`. Models and plans name one of them. */
export const SEGMENTER_KINDS = ['unet', 'deeplab', 'attention'] as const;

export type SegmenterKind = (typeof SEGMENTER_KINDS)[number];
