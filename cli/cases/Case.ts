import type { Channels } from '../../src/data/Channels';
import type { Slicing } from '../files/slicing';

/** One case of a data set, cut into slices. */
export interface Case {
  name: string;
  /** True for a volume; false for a single 2-D image, which has one slice. */
  volume: boolean;
  slicing: Slicing;
  /** Channels per pixel, the same for all slices. */
  channels: Channels;
  slices: CaseSlice[];
}

export interface CaseSlice {
  /** Modality values, channels interleaved; length = rows x columns x channels. */
  pixels: Float32Array;
  /** Labels of the reference, 0 for background. */
  labelmap: Uint8Array;
}
