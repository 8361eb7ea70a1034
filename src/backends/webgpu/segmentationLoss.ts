import { bind } from './bind';
import type { WebGPUKernel } from './WebGPUKernel';
import { float } from './WebGPUKernel';

/**
 * Minimum number of pixels that one invocation sums, and about the maximum number of sums that the second
 * program adds.
 */
const MIN_PIXELS = 32;
const MAX_CHUNKS = 512;

/** Two programs: sums over chunks of pixels, and the loss computed from them. */
export const segmentationLoss: WebGPUKernel<'SegmentationLoss'> = (
  dispatcher,
  { logits, target },
  { smooth },
) => {
  const [images, rows, columns, classes] = logits.shape;
  const imagePixels = rows * columns;
  const pixels = images * imagePixels;
  const foreground = classes - 1;
  const chunkPixels = Math.max(MIN_PIXELS, Math.ceil(pixels / MAX_CHUNKS));
  const imageChunks = Math.ceil(imagePixels / chunkPixels);
  const chunks = images * imageChunks;
  const width = 1 + 2 * foreground;
  const partial = dispatcher.output([chunks, width]);
  const loss = dispatcher.output([]);
  const overlap = dispatcher.output([images, foreground]);
  const total = dispatcher.output([images, foreground]);
  dispatcher.run({
    name: 'segmentation loss, chunks',
    constants: [images, imagePixels, classes],
    bindings: bind({ logits, targets: target }, { partial }),
    threads: chunks,
    declarations: () => logNormaliser(classes),
    body: () => `
  var sums: array<f32, ${width}>;
  let image = i / ${imageChunks};
  let first = image * ${imagePixels} + (i - image * ${imageChunks}) * ${chunkPixels};
  let last = min((image + 1) * ${imagePixels}, first + ${chunkPixels});
  for (var pixel = first; pixel < last; pixel++) {
    let at = pixel * ${classes};
    let normaliser = logNormaliser(at);
    for (var c = 0; c < ${classes}; c++) {
      let y = targets[at + c];
      let logP = logits[at + c] - normaliser;
      sums[0] -= y * logP;
      if (c > 0) {
        let p = exp(logP);
        sums[c] += p * y;
        sums[c + ${foreground}] += p + y;
      }
    }
  }
  for (var k = 0; k < ${width}; k++) { partial[i * ${width} + k] = sums[k]; }`,
  });
  dispatcher.run({
    name: 'segmentation loss',
    constants: [images, imagePixels, classes, smooth],
    bindings: bind({ partial }, { loss, overlap, total }),
    threads: 1,
    body: () => `
  var entropy = 0.0;
  var dice = 0.0;
  for (var image = 0; image < ${images}; image++) {
    var sums = array<f32, ${width}>();
    for (var chunk = image * ${imageChunks}; chunk < (image + 1) * ${imageChunks}; chunk++) {
      for (var k = 0; k < ${width}; k++) { sums[k] += partial[chunk * ${width} + k]; }
    }
    entropy += sums[0];
    for (var c = 0; c < ${foreground}; c++) {
      let o = sums[1 + c];
      let t = sums[${1 + foreground} + c];
      overlap[image * ${foreground} + c] = o;
      total[image * ${foreground} + c] = t;
      dice += (2.0 * o + ${float(smooth)}) / (t + ${float(smooth)});
    }
  }
  loss[0] = entropy / ${float(pixels)} + 1.0 - dice / ${float(images * foreground)};`,
  });
  dispatcher.dispose(partial);
  return [loss, overlap, total];
};

/** As in the WASM module: dlogits_k = dy ((p_k sum(y) - y_k) / pixels + p_k (g_k - sum_c g_c p_c)). */
export const segmentationLossGradient: WebGPUKernel<'SegmentationLossGradient'> = (
  dispatcher,
  { logits, target, overlap, total, dy },
  { smooth },
) => {
  const [images, rows, columns, classes] = logits.shape;
  const imagePixels = rows * columns;
  const pixels = images * imagePixels;
  const gradient = dispatcher.output(logits.shape);
  dispatcher.run({
    name: 'segmentation loss, gradient',
    constants: [images, imagePixels, classes, smooth],
    bindings: bind({ logits, targets: target, overlap, total, dy }, { gradient }),
    threads: pixels,
    declarations: () => `${logNormaliser(classes)}
fn diceSlope(image: i32, c: i32, y: f32) -> f32 {
  if (c == 0) { return 0.0; }
  let k = image * ${classes - 1} + c - 1;
  let t = total[k] + ${float(smooth)};
  return (2.0 * overlap[k] + ${float(smooth)} - 2.0 * y * t) / (${float(images * (classes - 1))} * t * t);
}`,
    body: () => `
  let at = i * ${classes};
  let image = i / ${imagePixels};
  let normaliser = logNormaliser(at);
  var sum = 0.0;
  var mixed = 0.0;
  for (var c = 0; c < ${classes}; c++) {
    let y = targets[at + c];
    sum += y;
    mixed += diceSlope(image, c, y) * exp(logits[at + c] - normaliser);
  }
  for (var c = 0; c < ${classes}; c++) {
    let y = targets[at + c];
    let p = exp(logits[at + c] - normaliser);
    gradient[at + c] = dy[0] * ((p * sum - y) / ${float(pixels)} + p * (diceSlope(image, c, y) - mixed));
  }`,
  });
  return gradient;
};

/**
 * WGSL: the logarithm of the sum of a pixel's exponentials, relative to the largest logit to avoid overflow.
 */
function logNormaliser(classes: number): string {
  return `fn logNormaliser(at: i32) -> f32 {
  var most = logits[at];
  for (var c = 1; c < ${classes}; c++) { most = max(most, logits[at + c]); }
  var sum = 0.0;
  for (var c = 0; c < ${classes}; c++) { sum += exp(logits[at + c] - most); }
  return most + log(sum);
}`;
}
