/**
 * Short descriptions of the segmenters, by kind. `networks/createSegmenter` builds them; models and plans
 * refer to them by kind.
 */
export const SEGMENTER_SUMMARIES = {
  unet: 'U-Net',
  deeplab: 'DeepLab: dilated convolutions at several rates',
  attention: 'U-Net with self-attention at the bottom and attention gates',
};

export type SegmenterKind = keyof typeof SEGMENTER_SUMMARIES;

/** All kinds of segmenters. */
export const SEGMENTER_KINDS = Object.keys(SEGMENTER_SUMMARIES) as SegmenterKind[];
