import type { Channels } from './Channels';
import type { Displacement, FieldMotion } from './FieldTransform';
import type { Random } from './random';
import { normal, uniform } from './random';
import { smoothField } from './smoothField';

/** How strongly examples are varied during training. */
export interface AugmentationStrength {
  /**
   * Whether rotation, scale, shift and elastic displacement of each example are at a strength of their own,
   * between none and the maximum; at the maximum by default.
   */
  graded?: boolean;
  /** Probability that a part of an image is replaced by that of another one, see `cutMix`; 0 by default. */
  mixed?: number;
  /** Maximum rotation, radians. */
  rotation: number;
  /** Maximum absolute logarithm of the scale: 0.2 gives 0.82..1.22. */
  scale: number;
  /** Maximum shift, as a share of the field's edge. */
  shift: number;
  /** Probability of a flip along each axis. */
  flip: number;
  /** Standard deviation of the elastic displacement, as a share of the field's edge. */
  elastic: number;
  /** Maximum absolute logarithm of the contrast. */
  contrast: number;
  /** Maximum absolute logarithm of the power ("gamma"). */
  gamma: number;
  /** Maximum change of brightness, in normalised units (the full range is 2). */
  brightness: number;
  /** Maximum standard deviation of added noise, in normalised units. */
  noise: number;
  /** Maximum change of contrast of each colour channel separately, as a share. */
  channelContrast: number;
  /** Maximum change of brightness of each colour channel separately, in normalised units. */
  channelBrightness: number;
}

/** Leaves examples as they are. */
export const UNCHANGED: AugmentationStrength = {
  rotation: 0,
  scale: 0,
  shift: 0,
  flip: 0,
  elastic: 0,
  contrast: 0,
  gamma: 0,
  brightness: 0,
  noise: 0,
  channelContrast: 0,
  channelBrightness: 0,
};

/** For images of one series: its other images have the same orientation and nearly the same intensities. */
export const WITHIN_SERIES: AugmentationStrength = {
  rotation: 0.4,
  scale: 0.25,
  shift: 0.1,
  flip: 0.5,
  elastic: 0.02,
  contrast: 0.2,
  gamma: 0.2,
  brightness: 0.06,
  noise: 0.03,
  channelContrast: 0.2,
  channelBrightness: 0.05,
};

/**
 * For images of several series: intensities and sizes differ between patients, scanners and photographs. Any
 * rotation, even of images with a fixed orientation, keeps networks from learning a few images by heart; the
 * weakly varied examples among them keep what orientation and position tell.
 */
export const ACROSS_SERIES: AugmentationStrength = {
  graded: true,
  rotation: Math.PI,
  scale: 0.35,
  shift: 0.1,
  flip: 0.5,
  elastic: 0.03,
  contrast: 0.4,
  gamma: 0.4,
  brightness: 0.25,
  noise: 0.05,
  channelContrast: 0.2,
  channelBrightness: 0.1,
};

/**
 * For photographs: a structure may be anywhere and in any orientation, and what surrounds it says little. All
 * are varied at full strength, and parts of other images are pasted into half of them.
 */
export const PHOTOGRAPHS: AugmentationStrength = { ...ACROSS_SERIES, graded: false, mixed: 0.5 };

/** The strength for one example: see `AugmentationStrength.graded`. */
export function strengthOfOne(random: Random, strength: AugmentationStrength): AugmentationStrength {
  if (!strength.graded) return strength;
  const share = random();
  return {
    ...strength,
    rotation: share * strength.rotation,
    scale: share * strength.scale,
    shift: share * strength.shift,
    elastic: share * strength.elastic,
  };
}

/** A random rotation, scale, flip and shift of the field. */
export function randomMotion(random: Random, strength: AugmentationStrength): FieldMotion {
  const scale = Math.exp(uniform(random, -strength.scale, strength.scale));
  const stretch = Math.exp(uniform(random, -strength.scale, strength.scale) / 2);
  return {
    angle: uniform(random, -strength.rotation, strength.rotation),
    scaleRows: scale * stretch,
    scaleColumns: scale / stretch,
    flipRows: random() < strength.flip / 2,
    flipColumns: random() < strength.flip,
    shiftRows: uniform(random, -strength.shift, strength.shift),
    shiftColumns: uniform(random, -strength.shift, strength.shift),
  };
}

const CELLS = 4;

/**
 * A smooth random displacement of a field of `size` x `size` pixels: normally distributed values on a coarse
 * grid of knots, interpolated smoothly between them.
 */
export function randomDisplacement(
  random: Random,
  strength: AugmentationStrength,
  size: number,
): Displacement {
  const amplitude = strength.elastic * size;
  const field = () => {
    const knots = Float32Array.from({ length: (CELLS + 1) ** 2 }, () => normal(random) * amplitude);
    return smoothField(knots, size, CELLS);
  };
  return { rows: field(), columns: field() };
}

/**
 * Varies contrast, gamma, brightness and noise of normalised values in place; in colour images also contrast
 * and brightness of each channel separately. The result stays within -1..1.
 *
 * @param values normalised values; the channels of a pixel are adjacent
 */
export function varyIntensity(
  values: Float32Array,
  random: Random,
  strength: AugmentationStrength,
  channels: Channels = 1,
): void {
  const gain = Math.exp(uniform(random, -strength.contrast, strength.contrast));
  const gamma = Math.exp(uniform(random, -strength.gamma, strength.gamma));
  const offset = uniform(random, -strength.brightness, strength.brightness);
  const noise = random() * strength.noise;
  const tints = channels === 1 ? undefined : randomTints(random, strength, channels);
  for (let i = 0; i < values.length; i++) {
    const curved = 2 * Math.pow((values[i] + 1) / 2, gamma) - 1;
    const value = curved * gain + offset + (noise > 0 ? noise * normal(random) : 0);
    const tint = tints?.[i % channels];
    values[i] = Math.max(-1, Math.min(1, tint ? value * tint.gain + tint.offset : value));
  }
}

function randomTints(
  random: Random,
  { channelContrast, channelBrightness }: AugmentationStrength,
  channels: Channels,
) {
  return Array.from({ length: channels }, () => ({
    gain: 1 + uniform(random, -channelContrast, channelContrast),
    offset: uniform(random, -channelBrightness, channelBrightness),
  }));
}
