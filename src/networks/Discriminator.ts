import type * as tf from '@tensorflow/tfjs';
import type { Channels } from '../data/Channels';
import type { Random } from '../data/random';
import { concatenate } from '../ops/concatenate';
import { convolve } from '../ops/convolve';
import { rectify } from '../ops/rectify';
import { channelsAt } from './channelsAt';
import type { NormalisationMode } from './normalisationLayer';
import { normaliseLayer } from './normalisationLayer';
import { Parameters } from './Parameters';

/** Negative slope of LeakyReLU. */
const SLOPE = 0.2;

/** The shape of a discriminator. */
export interface DiscriminatorShape {
  /** Number of classes of the one-hot mask, including background. */
  classes: number;
  /** Channels of the image; 1 if left out. */
  channels?: Channels;
  /** Channels of the first layer; each further layer doubles them. */
  width: number;
  /** Number of layers with stride 2. */
  layers: number;
}

/**
 * PatchGAN discriminator (Isola et al. 2017): decides for each patch whether an image is real, given its
 * mask. 4x4 convolutions, LeakyReLU with slope 0.2, batch normalisation from the second layer on.
 */
export class Discriminator {
  readonly parameters: Parameters;

  constructor(
    readonly shape: DiscriminatorShape,
    random: Random,
  ) {
    this.parameters = new Parameters(random);
    const { classes, channels = 1, width, layers } = shape;
    let inputs = classes + channels;
    for (let layer = 0; layer <= layers; layer++) {
      const outputs = channelsAt(width, layer);
      this.parameters.addNormal(`layer${layer}.filter`, [4, 4, inputs, outputs], 0.02);
      if (layer === 0) this.parameters.addConstant('layer0.bias', [outputs], 0);
      else this.parameters.addNormalisation(`layer${layer}.norm`, outputs);
      inputs = outputs;
    }
    this.parameters.addNormal('logits.filter', [4, 4, inputs, 1], 0.02);
    this.parameters.addConstant('logits.bias', [1], 0);
  }

  /**
   * Classifies images as real or generated, patch by patch.
   *
   * @param mask one-hot [batch, size, size, classes]
   * @param image [batch, size, size, channels], values -1..1
   * @param batches number of batches of equal size, one behind the other, each with statistics of its own: as
   *   if they were classified one after the other, but in one pass
   * @returns logits [batch, patches, patches, 1]; positive means real
   */
  forward(mask: tf.Tensor4D, image: tf.Tensor4D, mode: NormalisationMode, batches = 1): tf.Tensor4D {
    const { layers } = this.shape;
    let y = concatenate(mask, image);
    for (let layer = 0; layer <= layers; layer++) {
      const filter = this.parameters.get<tf.Tensor4D>(`layer${layer}.filter`);
      const stride = layer < layers ? 2 : 1;
      if (layer === 0) {
        const bias = this.parameters.get<tf.Tensor1D>('layer0.bias');
        y = rectify(convolve(y, filter, { stride, padding: [1, 1, 1, 1], bias }), SLOPE);
      } else {
        y = convolve(y, filter, { stride, padding: [1, 1, 1, 1] });
        y = normaliseLayer(this.parameters, `layer${layer}.norm`, y, mode, SLOPE, batches);
      }
    }
    const bias = this.parameters.get<tf.Tensor1D>('logits.bias');
    return convolve(y, this.parameters.get<tf.Tensor4D>('logits.filter'), { padding: [1, 1, 1, 1], bias });
  }
}
