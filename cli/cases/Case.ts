import type { Channels } from '../../src/data/Channels';
import type { Slicing } from '../files/slicing';

/** One case of a data set, cut into slices. */
export interface Case {
  name: string;
  /** Whether it is a volume; else it is one 2-D image, and so one slice. */
  volume: boolean;
  slicing: Slicing;
  /** Of the slices' pixels. */
  channels: Channels;
  slices: CaseSlice[];
}

export interface CaseSlice {
  /** Modality values, the channels of a pixel together; length = rows x columns x channels. */
  pixels: Float32Array;
  /** Labels of the reference, 0 for background. */
  labelmap: Uint8Array;
}
