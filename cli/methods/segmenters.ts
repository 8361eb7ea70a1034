import type { SegmenterKind } from '../../src/data/SegmenterKind';

/** Every network that segments by its name on the command line. */
export const SEGMENTERS: Record<SegmenterKind, { summary: string }> = {
  unet: { summary: 'U-Net' },
  deeplab: { summary: 'DeepLab: dilated convolutions at several rates' },
  attention: { summary: 'U-Net with self-attention at the bottom and attention gates' },
};
