import type { Random } from '../../src/data/random';
import { normal, uniform } from '../../src/data/random';
import { coordinate, drawShape, SHAPES } from './shapes';
import { smoothNoise, standardise } from './smoothNoise';

/** A generated image of shapes, with the class of each pixel. */
export interface Scene {
  /** size x size, -1..1. */
  image: Float32Array;
  /** size x size: 0 for background, otherwise the index in `SHAPES` plus 1. */
  labels: Uint8Array;
}

/** Probability that a scene has a first, second, ... shape. */
const CHANCES = [1, 0.7, 0.5, 0.3, 0.2];
/** Numbers of cells of the noise fields that make up a texture. */
const GRAINS = [2, 5, 11, 23, 47];
const BUMP = SHAPES.indexOf('bump');
/** Standard deviations from the mean that map to the ends of the range, as for real images. */
const REACH = 2.5;

/**
 * A random scene: textured shapes of any contrast on a textured background, overlapping; bumps visible only
 * by their shading, folds, gradients of light, glints, a dark rim, noise. No real images are used.
 */
export function drawScene(random: Random, size: number): Scene {
  const image = texture(random, size, 0.35);
  const labels = new Uint8Array(image.length);
  const base = uniform(random, -0.6, 0.6);
  for (let i = 0; i < image.length; i++) image[i] += base;
  for (const chance of CHANCES) {
    if (random() >= chance) continue;
    const kind = Math.floor(random() * SHAPES.length);
    const distances = drawShape(random, size, SHAPES[kind]);
    if (kind === BUMP) paintBump(random, image, size, distances);
    else paintShape(random, image, size, distances, base);
    for (let i = 0; i < labels.length; i++) if (distances[i] < 1) labels[i] = kind + 1;
  }
  light(random, image, size);
  if (random() < 0.2) darkenRim(random, image, labels, size);
  const noise = uniform(random, 0, 0.12);
  for (let i = 0; i < image.length; i++) image[i] += noise * normal(random);
  standardise(image);
  for (let i = 0; i < image.length; i++) image[i] = Math.max(-1, Math.min(1, image[i] / REACH));
  return { image, labels };
}

/**
 * Paints a shape with random brightness and texture, optionally brighter or darker towards its middle, and
 * with a soft border.
 */
function paintShape(
  random: Random,
  image: Float32Array,
  size: number,
  distances: Float32Array,
  base: number,
): void {
  const brightness = base + uniform(random, 0.12, 0.9) * (random() < 0.5 ? -1 : 1);
  const dome = random() < 0.4 ? 0.3 * normal(random) : 0;
  const softness = uniform(random, 0.03, 0.2);
  const own = texture(random, size, 0.25);
  for (let i = 0; i < image.length; i++) {
    const cover = coverage(distances[i], softness);
    image[i] += cover * (brightness + own[i] + dome * height(distances[i]) - image[i]);
  }
}

/** Paints a bump in the background, lit from one side. */
function paintBump(random: Random, image: Float32Array, size: number, distances: Float32Array): void {
  const relief = uniform(random, 4, 10);
  const shading = shade(
    random,
    distances.map((distance) => relief * Math.sqrt(height(distance))),
    size,
  );
  const contrast = uniform(random, 0.3, 0.9);
  const brightness = uniform(random, -0.2, 0.4);
  const softness = uniform(random, 0.03, 0.2);
  const own = texture(random, size, 0.35);
  for (let i = 0; i < image.length; i++) {
    const lit = contrast * Math.max(-1, Math.min(1, shading[i])) + brightness * height(distances[i]);
    image[i] += lit + 0.3 * own[i] * coverage(distances[i], softness);
  }
}

/** Adds lighting to the whole scene: folds, gradients, glints. */
function light(random: Random, image: Float32Array, size: number): void {
  const folds = random() < 0.3 ? uniform(random, 0, 0.8) : 0;
  const relief =
    folds > 0
      ? shade(
          random,
          smoothNoise(random, size, 5).map((value) => 2 * value),
          size,
        )
      : undefined;
  const glints = random() < 0.25 ? smoothNoise(random, size, 23) : undefined;
  const [down, right] = [uniform(random, -0.5, 0.5), uniform(random, -0.5, 0.5)];
  for (let i = 0; i < image.length; i++) {
    image[i] += down * coordinate(Math.floor(i / size), size) + right * coordinate(i % size, size);
    if (relief) image[i] += folds * relief[i];
    if (glints && glints[i] > 2.3) image[i]++;
  }
}

/** Darkens everything outside a circle, as in an endoscope's view. */
function darkenRim(random: Random, image: Float32Array, labels: Uint8Array, size: number): void {
  const radius = uniform(random, 0.95, 1.2);
  for (let i = 0; i < image.length; i++) {
    if (Math.hypot(coordinate(Math.floor(i / size), size), coordinate(i % size, size)) <= radius) continue;
    image[i] = -1.5;
    labels[i] = 0;
  }
}

/** A sum of noise fields of several grain sizes with random amplitudes, occasionally with ridges. */
function texture(random: Random, size: number, most: number): Float32Array {
  const out = new Float32Array(size * size);
  const add = (amplitude: number, cells: number, of: (value: number) => number) => {
    const noise = smoothNoise(random, size, cells);
    for (let i = 0; i < out.length; i++) out[i] += amplitude * of(noise[i]);
  };
  for (const cells of GRAINS) add(most * random() ** 2, cells, (value) => value);
  if (random() < 0.3) add(uniform(random, -0.5, 0.5), 7, (value) => Math.abs(value) - 0.8);
  return out;
}

/** Shading of a relief lit from a random side: its slope in that direction. */
function shade(random: Random, relief: Float32Array, size: number): Float32Array {
  const angle = uniform(random, 0, 2 * Math.PI);
  const [down, right] = [Math.cos(angle) / 2, Math.sin(angle) / 2];
  const out = new Float32Array(relief.length);
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x;
      out[i] = down * (relief[i + size] - relief[i - size]) + right * (relief[i + 1] - relief[i - 1]);
    }
  }
  return out;
}

/** Height of a bump: 1 in the middle of the shape, 0 at its border and beyond. */
const height = (distance: number) => Math.max(0, 1 - Math.min(1, Math.max(0, distance)) ** 2);

/** Fraction of a pixel that a shape covers, 0..1. */
const coverage = (distance: number, softness: number) => 1 / (1 + Math.exp((distance - 1) / softness));
