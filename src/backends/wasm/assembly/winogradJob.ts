/**
 * A 3x3 convolution with stride 1 by Winograd's method F(4x4, 3x3): outputs in tiles of 4x4, each from 6x6
 * pixels of the input. The tiles of all images are numbered row by row, image after image. Addresses and
 * strides are in bytes unless stated otherwise; channels are multiples of 4.
 */
@unmanaged
export class WinogradJob {
  input: usize;
  /**
   * The transformed filter in panels of 8 output channels (the last one of 4 if only 4 remain), see
   * WinogradFilterJob; only for a convolution.
   */
  weights: usize;
  /** Bias of each output channel; 0 if there is none. */
  bias: usize;
  /** The result of a convolution; dy for the gradient by the filter. */
  output: usize;
  inputRows: i32;
  inputColumns: i32;
  inputChannels: i32;
  outputRows: i32;
  outputColumns: i32;
  outputChannels: i32;
  /** Output pixel (r, c) needs the 3x3 input pixels from (r + firstRow, c + firstColumn) on; zero outside. */
  firstRow: i32;
  firstColumn: i32;
  /** Tiles per column and per row of an image, and tiles of all images. */
  tileRows: i32;
  tileColumns: i32;
  tiles: i32;
  /** Tiles per item; a multiple of 6 for a convolution. */
  itemTiles: i32;
  /** Scratch memory of the threads, and bytes per thread. */
  scratch: usize;
  scratchBytes: usize;
  /** Only for a convolution: factor of negative results. */
  slope: f32;
  /** Only for the gradient by the filter: the tiles that a pass transforms, and where. */
  firstTile: i32;
  passTiles: i32;
  /** [frequency][tile][channel] of the input and of dy, and bytes from one frequency to the next. */
  inputTiles: usize;
  inputFrequency: i32;
  outputTiles: usize;
  outputFrequency: i32;
  /** Sums [frequency][input channel][output channel], and whether a pass adds to them. */
  sums: usize;
  sumFrequency: i32;
  add: i32;
}
