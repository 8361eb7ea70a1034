/** Forward and backward normalisation of x [groups, pixels, channels] over the pixels of each group. */
@unmanaged
export class NormaliseJob {
  x: usize;
  gamma: usize;
  beta: usize;
  /** [groups, channels], written by the forward pass. */
  mean: usize;
  variance: usize;
  dy: usize;
  /** y, or dx. */
  output: usize;
  dGamma: usize;
  dBeta: usize;
  /** [group][chunk][2][channels]. */
  partial: usize;
  groups: i32;
  pixels: i32;
  channels: i32;
  chunkPixels: i32;
  chunks: i32;
  epsilon: f32;
  slope: f32;
}
