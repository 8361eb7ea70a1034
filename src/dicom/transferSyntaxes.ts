/** RLE Lossless. */
export const RLE = '1.2.840.10008.1.2.5';
/** Deflated Image Frame Compression: each frame apart, unlike in a deflated data set. */
export const DEFLATED_FRAMES = '1.2.840.10008.1.2.8.1';
