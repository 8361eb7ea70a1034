/**
 * A convolution in the form shared by both directions: every output pixel (r, c) of a grid gathers the taps
 *   input[r * step + firstRow + ty * tapRows, c * step + firstColumn + tx * tapColumns]
 * and multiplies them by weights packed by {@link packPanel}. Pixels outside the input are zero. The result
 * is written to output[r * outputStep + outputRow, c * outputStep + outputColumn]. Addresses and strides are
 * in bytes unless stated otherwise.
 */
@unmanaged
export class ConvolutionJob {
  input: usize;
  /**
   * Panels of 8 output channels, the last one of 4 if at most 4 remain: [panel][tap][input channel][8 or 4].
   */
  weights: usize;
  /** Bias of each output channel, padded with zeros; 0 if there is none. */
  bias: usize;
  output: usize;
  inputRows: i32;
  inputColumns: i32;
  inputChannels: i32;
  gridRows: i32;
  gridColumns: i32;
  outputRows: i32;
  outputColumns: i32;
  outputChannels: i32;
  tapsY: i32;
  tapsX: i32;
  tapRows: i32;
  tapColumns: i32;
  step: i32;
  firstRow: i32;
  firstColumn: i32;
  outputStep: i32;
  outputRow: i32;
  outputColumn: i32;
  /** Grid rows per block, and blocks per image. An item is a block. */
  blockRows: i32;
  blocks: i32;
  /** Scratch memory of the threads, and bytes per thread. */
  scratch: usize;
  scratchBytes: usize;
  /** Only for the gradient by the filter: the first item's block, and bytes from one item's sums to the next. */
  firstBlock: i32;
  sumBytes: usize;
  /** Only for a convolution: factor of negative results. */
  slope: f32;
}
