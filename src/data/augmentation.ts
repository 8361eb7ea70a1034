import type { Displacement, FieldMotion } from './FieldTransform';
import type { Random } from './random';
import { normal, uniform } from './random';

/** How strongly examples are varied while training. */
export interface AugmentationStrength {
  /** Largest rotation, radians. */
  rotation: number;
  /** Largest change of scale, as a share: 0.2 gives 0.8..1.2. */
  scale: number;
  /** Largest shift, as a share of the field's edge. */
  shift: number;
  /** Probability of a flip along each axis. */
  flip: number;
  /** Standard deviation of the elastic displacement, as a share of the field's edge. */
  elastic: number;
  /** Largest change of contrast and gamma, as a share. */
  contrast: number;
  /** Largest change of brightness, in normalised units (the range is 2). */
  brightness: number;
  /** Largest standard deviation of added noise, in normalised units. */
  noise: number;
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

const KNOTS = 5;

/** A smooth random displacement: normal values on a coarse grid of knots, interpolated smoothly between them. */
export function randomDisplacement(
  random: Random,
  strength: AugmentationStrength,
  size: number,
): Displacement {
  const amplitude = strength.elastic * size;
  const field = () => {
    const knots = Float32Array.from({ length: KNOTS * KNOTS }, () => normal(random) * amplitude);
    const out = new Float32Array(size * size);
    for (let y = 0, i = 0; y < size; y++) {
      const [top, v] = knotPosition(y, size);
      for (let x = 0; x < size; x++, i++) {
        const [left, u] = knotPosition(x, size);
        const k = top * KNOTS + left;
        const upper = knots[k] + (knots[k + 1] - knots[k]) * u;
        const lower = knots[k + KNOTS] + (knots[k + KNOTS + 1] - knots[k + KNOTS]) * u;
        out[i] = upper + (lower - upper) * v;
      }
    }
    return out;
  };
  return { rows: field(), columns: field() };
}

/** Index of the knot before a position, and the smoothed share of the way to the next one. */
function knotPosition(position: number, size: number): [number, number] {
  const t = (position / (size - 1)) * (KNOTS - 1);
  const knot = Math.min(KNOTS - 2, Math.floor(t));
  const share = t - knot;
  return [knot, share * share * (3 - 2 * share)];
}

/** Varies contrast, gamma, brightness and noise of normalised values in place; the result stays within -1..1. */
export function varyIntensity(values: Float32Array, random: Random, strength: AugmentationStrength): void {
  const gain = 1 + uniform(random, -strength.contrast, strength.contrast);
  const gamma = Math.exp(uniform(random, -strength.contrast, strength.contrast));
  const offset = uniform(random, -strength.brightness, strength.brightness);
  const noise = random() * strength.noise;
  for (let i = 0; i < values.length; i++) {
    const curved = 2 * Math.pow((values[i] + 1) / 2, gamma) - 1;
    const value = curved * gain + offset + (noise > 0 ? noise * normal(random) : 0);
    values[i] = Math.max(-1, Math.min(1, value));
  }
}
