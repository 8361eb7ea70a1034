/** The segmenters by name, each in a few words. `networks/createSegmenter` builds them; models and plans name one of them. */
export const SEGMENTER_SUMMARIES = {
  unet: 'U-Net',
  deeplab: 'DeepLab: dilated convolutions at several rates',
  attention: 'U-Net with self-attention at the bottom and attention gates',
};

export type SegmenterKind = keyof typeof SEGMENTER_SUMMARIES;

export const SEGMENTER_KINDS = Object.keys(SEGMENTER_SUMMARIES) as SegmenterKind[];
