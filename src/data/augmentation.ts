import type { Channels } from './Channels';
import type { Displacement, FieldMotion } from './FieldTransform';
import type { Random } from './random';
import { normal, uniform } from './random';
import { smoothField } from './smoothField';

/** How strongly examples are varied during training. */
export interface AugmentationStrength {
  /** Maximum rotation, radians. */
  rotation: number;
  /** Maximum change of scale, as a share: 0.2 gives 0.8..1.2. */
  scale: number;
  /** Maximum shift, as a share of the field's edge. */
  shift: number;
  /** Probability of a flip along each axis. */
  flip: number;
  /** Standard deviation of the elastic displacement, as a share of the field's edge. */
  elastic: number;
  /** Maximum change of contrast and gamma, as a share. */
  contrast: number;
  /** Maximum change of brightness, in normalised units (the full range is 2). */
  brightness: number;
  /** Maximum standard deviation of added noise, in normalised units. */
  noise: number;
  /** Maximum change of contrast of each colour channel separately, as a share. */
  channelContrast: number;
  /** Maximum change of brightness of each colour channel separately, in normalised units. */
  channelBrightness: number;
}

/** Strong geometric, moderate intensity augmentation. */
export const STRONG: AugmentationStrength = {
  rotation: 0.4,
  scale: 0.25,
  shift: 0.1,
  flip: 0.5,
  elastic: 0.02,
  contrast: 0.2,
  brightness: 0.06,
  noise: 0.03,
  channelContrast: 0.2,
  channelBrightness: 0.05,
};

/** For photographs, e.g. from an endoscope: any orientation can occur, and the distance varies. */
export const PHOTOGRAPHS: AugmentationStrength = {
  ...STRONG,
  rotation: Math.PI,
  scale: 0.35,
  shift: 0.1,
  elastic: 0.03,
  brightness: 0.1,
};

/** A random rotation, scale, flip and shift of the field. */
export function randomMotion(random: Random, strength: AugmentationStrength): FieldMotion {
  const scale = 1 + uniform(random, -strength.scale, strength.scale);
  const stretch = 1 + uniform(random, -strength.scale, strength.scale) / 2;
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
  const gain = 1 + uniform(random, -strength.contrast, strength.contrast);
  const gamma = Math.exp(uniform(random, -strength.contrast, strength.contrast));
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
