import * as tf from '@tensorflow/tfjs';
import type { Tensors } from './goldenTensors';
import {
  describeGolden,
  errorOf,
  golden,
  goldenGroup,
  goldenManifest,
  gradientsBy,
  largestError,
} from './goldenTensors';
import { binarySegmentationLoss, generator, segmenter } from './referenceNetworks';

/**
 * The gradient of the validation loss after one step of the segmenter by the generator's architecture:
 * -xi d/dA <v, grad_w L(w; G_A(mask))> with v the validation gradient at w' = w - xi grad_w L_train(w).
 */
describeGolden('hypergradient as in PyTorch', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const inputs = () => ({
    G: goldenGroup('hyper/G'),
    S: goldenGroup('hyper/S'),
    architecture: golden('inputs/upconv_arch'),
    mask: golden('inputs/mask') as tf.Tensor4D,
    image: golden('inputs/image') as tf.Tensor4D,
    fakeMask: golden('inputs/fake_mask') as tf.Tensor4D,
    validationMask: golden('inputs/val_mask') as tf.Tensor4D,
    validationImage: golden('inputs/val_image') as tf.Tensor4D,
  });
  const combine = (a: Tensors, b: Tensors, factor: number): Tensors =>
    Object.fromEntries(Object.keys(a).map((name) => [name, a[name].add(b[name].mul(factor))]));
  const product = (a: Tensors, b: Tensors) =>
    Object.keys(a)
      .map((name) => a[name].mul(b[name]).sum())
      // Not tf.addN: on WebGPU it takes no more tensors than a program binds buffers.
      .reduce((sum, term) => sum.add(term));

  describe.each([
    ['hyper', false],
    ['hyper_smooth', true],
  ] as const)('%s', (group, smooth) => {
    const scalars = () => goldenManifest().scalars[group];
    const lossOf = (w: Tensors, image: tf.Tensor4D, mask: tf.Tensor4D) =>
      binarySegmentationLoss(segmenter(w, image, { smooth }), mask);

    it('one step of the segmenter and the validation gradient', async () => {
      const { G, S, architecture, mask, image, fakeMask, validationImage, validationMask } = inputs();
      const fake = generator(G, architecture, fakeMask);
      expect(await errorOf(fake, golden(`${group}/fake`))).toBeLessThan(1e-4);
      const step = gradientsBy((w) => lossOf(w, image, mask).add(lossOf(w, fake, fakeMask)), S);
      const moved = combine(S, step, -scalars().xi);
      const [loss] = await lossOf(moved, validationImage, validationMask).data();
      expect(loss / scalars().L_val_at_w_prime).toBeCloseTo(1, 4);
      const v = gradientsBy((w) => lossOf(w, validationImage, validationMask), moved);
      expect(await largestError(v, goldenGroup(`${group}/v`))).toBeLessThan(1e-3);
    });

    it('exactly, through the gradient of the gradient', async () => {
      const { G, S, architecture, fakeMask } = inputs();
      const v = goldenGroup(`${group}/v`);
      const slope = (fake: tf.Tensor4D) =>
        product(
          gradientsBy((w) => lossOf(w, fake, fakeMask), S),
          v,
        ).mul(-scalars().xi);
      const byArchitecture = tf.grad((a) => slope(generator(G, a, fakeMask)))(architecture);
      expect(await errorOf(byArchitecture, golden(`${group}/arch_hypergrad_exact`))).toBeLessThan(1e-3);
      const byImage = tf.grad((x) => slope(x as tf.Tensor4D))(golden(`${group}/fake`));
      expect(await errorOf(byImage, golden(`${group}/image_hypergrad_exact`))).toBeLessThan(1e-3);
    });

    it('by differences along v, with gradients of the segmenter by its image alone', async () => {
      const { G, S, architecture, fakeMask } = inputs();
      const v = goldenGroup(`${group}/v`);
      const { eps, xi } = scalars();
      const fake = generator(G, architecture, fakeMask);
      const byImage = (sign: number) => {
        const w = combine(S, v, sign * eps);
        return tf.grad((x) => lossOf(w, x as tf.Tensor4D, fakeMask))(fake);
      };
      const cotangent = byImage(1)
        .sub(byImage(-1))
        .mul(-xi / (2 * eps));
      expect(await errorOf(cotangent, golden(`${group}/fd_image_cotangent_center_w`))).toBeLessThan(1e-2);
      const byArchitecture = tf.grad((a) => generator(G, a, fakeMask).mul(cotangent).sum())(architecture);
      expect(await errorOf(byArchitecture, golden(`${group}/arch_hypergrad_fd_center_w`))).toBeLessThan(1e-2);
    });
  });
});
