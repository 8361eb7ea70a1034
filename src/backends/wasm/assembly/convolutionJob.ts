/**
 * One convolution in the form that both directions share: every output pixel (r, c) of a grid gathers taps
 *   input[r * step + firstRow + ty * tapRows, c * step + firstColumn + tx * tapColumns]
 * against weights packed by {@link packForward} or {@link packBackward}. Pixels outside of the input are zero. Written
 * to output[r * outputStep + outputRow, c * outputStep + outputColumn]. Addresses and strides are in bytes unless said.
 */
@unmanaged
export class ConvolutionJob {
  input: usize;
  /** Panels of 8 output channels, the last of 4 if that holds the rest: [panel][tap][input channel][8 or 4]. */
  weights: usize;
  /** Added to every output pixel, zero beyond the channels; 0 for none. */
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
  /** Rows of the grid in one item, and items in one image. */
  blockRows: i32;
  blocks: i32;
  /** Scratch memory of the threads, and bytes of each. */
  scratch: usize;
  scratchBytes: usize;
}
