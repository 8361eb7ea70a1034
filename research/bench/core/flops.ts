import { levelsFor } from '../../../src/networks/UNetSegmenter';
import type { StepName } from './BenchRow';
import { CLASSES, DISCRIMINATOR_LAYERS, generatorLevels } from './Contestant';

/** One convolution of a network, for one image. */
interface Layer {
  /** Pixels at which the kernel is applied: output pixels, or input pixels of a transposed convolution. */
  pixels: number;
  /** Kernel rows times kernel columns. */
  taps: number;
  inputs: number;
  outputs: number;
}

export interface FlopsShape {
  size: number;
  width: number;
  batch: number;
}

/**
 * Floating-point operations of one step, the same number for every implementation, so that GFLOP/s are
 * comparable.
 *
 * A convolution forward counts 2 x pixels x taps x inputs x outputs (multiply and add; taps that fall on
 * padding count); the gradients with respect to its input and its filter count the same each. Nothing else
 * counts: a fast implementation hides normalisation, activations, losses and optimisers behind the
 * convolutions. S, G and D are the forward sums over a network's layers; s0, g0 and d0 are its first layer,
 * whose input needs no gradient:
 *
 *     segmenter      batch x (3 S - s0)
 *     generator      batch x (3 G - g0 + 2 D)    forward and input gradient through the discriminator
 *     discriminator  batch x (G + 2 (3 D - d0))  one generated batch, then a real and a generated one
 *     predict        S                           one image
 *
 * A searchable up-convolution counts as the one 8x8 transposed convolution that its three candidates add up
 * to (64 taps), not as three (16 + 36 + 64): computing them separately is unnecessary work.
 */
export function stepFlops(step: StepName, { size, width, batch }: FlopsShape): number {
  const [s, s0] = forwardFlops(segmenterLayers(size, width));
  const [g, g0] = forwardFlops(generatorLayers(size, width));
  const [d, d0] = forwardFlops(discriminatorLayers(size, width));
  switch (step) {
    case 'segmenter':
      return batch * (3 * s - s0);
    case 'generator':
      return batch * (3 * g - g0 + 2 * d);
    case 'discriminator':
      return batch * (g + 2 * (3 * d - d0));
    case 'predict':
      return s;
  }
}

/** Operations of all layers together and of the first alone. */
export function forwardFlops(layers: readonly Layer[]): [sum: number, first: number] {
  const flops = layers.map(({ pixels, taps, inputs, outputs }) => 2 * pixels * taps * inputs * outputs);
  return [flops.reduce((a, b) => a + b, 0), flops[0]];
}

export function segmenterLayers(size: number, width: number): Layer[] {
  const levels = levelsFor(size);
  const channels = (level: number) => widthAt(width, level);
  const layers: Layer[] = [];
  const add = (level: number, inputs: number, outputs: number, taps = 9) =>
    layers.push({ pixels: (size >> level) ** 2, taps, inputs, outputs });
  for (let level = 0; level <= levels; level++) {
    add(level, level === 0 ? 1 : channels(level - 1), channels(level));
    add(level, channels(level), channels(level));
  }
  for (let level = levels - 1; level >= 0; level--) {
    add(level, channels(level + 1), channels(level));
    add(level, 2 * channels(level), channels(level));
    add(level, channels(level), channels(level));
  }
  add(0, width, CLASSES, 1);
  return layers;
}

export function generatorLayers(size: number, width: number): Layer[] {
  const levels = generatorLevels(size);
  const channels = (level: number) => widthAt(width, level);
  const layers: Layer[] = [];
  const pixels = (level: number) => (size >> (level + 1)) ** 2;
  for (let level = 0; level < levels; level++) {
    const inputs = level === 0 ? CLASSES : channels(level - 1);
    layers.push({ pixels: pixels(level), taps: 16, inputs, outputs: channels(level) });
  }
  for (let level = levels - 1; level >= 0; level--) {
    const inputs = channels(level) * (level === levels - 1 ? 1 : 2);
    const outputs = level === 0 ? 1 : channels(level - 1);
    layers.push({ pixels: pixels(level), taps: 64, inputs, outputs });
  }
  return layers;
}

export function discriminatorLayers(size: number, width: number): Layer[] {
  const layers: Layer[] = [];
  let inputs = CLASSES + 1;
  let edge = size;
  for (let layer = 0; layer <= DISCRIMINATOR_LAYERS; layer++) {
    edge = layer < DISCRIMINATOR_LAYERS ? edge / 2 : edge - 1;
    const outputs = widthAt(width, layer);
    layers.push({ pixels: edge ** 2, taps: 16, inputs, outputs });
    inputs = outputs;
  }
  layers.push({ pixels: (edge - 1) ** 2, taps: 16, inputs, outputs: 1 });
  return layers;
}

function widthAt(width: number, level: number): number {
  return width * Math.min(8, 2 ** level);
}
