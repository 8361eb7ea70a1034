/** Cross-entropy plus soft Dice of [images, imagePixels, classes], or the gradient, by `itemPixels`. */
@unmanaged
export class LossJob {
  logits: usize;
  target: usize;
  /** dlogits in the backward pass. */
  output: usize;
  /** f64 [image][item][1 + 2 (classes - 1)]: cross-entropy, overlaps, totals. */
  partial: usize;
  loss: usize;
  /** [images, classes - 1]. */
  overlap: usize;
  total: usize;
  /** Scalar, in the backward pass. */
  dy: usize;
  images: i32;
  imagePixels: i32;
  classes: i32;
  itemPixels: i32;
  /** Items of each image. */
  imageItems: i32;
  smooth: f32;
}
