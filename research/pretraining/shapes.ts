import type { Random } from '../../src/data/random';
import { normal, uniform } from '../../src/data/random';
import { smoothNoise } from './smoothNoise';

/** The shapes of generated scenes; each is a class. */
export const SHAPES = ['ellipse', 'lobed', 'ring', 'crescent', 'band', 'box', 'pair', 'bump'] as const;
export type Shape = (typeof SHAPES)[number];

/** Position in a shape's own rotated and scaled frame, and relative to its mirror image in the scene. */
interface Place {
  u: number;
  v: number;
  /** Distance from the shape's centre mirrored across the middle line of the scene. */
  mirrored: number;
}

/** Distance of a place from a shape: below 1 inside, above 1 outside. */
type Distance = (place: Place) => number;

/** Half the extent of shapes; a scene has an extent of 2. */
const MIN_RADIUS = 0.12;
const MAX_RADIUS = 0.5;
/** Angular frequencies of lobes. */
const LOBES = [2, 3, 4, 5];

/**
 * A random shape with an irregular outline, at a random position in a scene.
 *
 * @returns size x size distances: below 1 inside, above 1 outside
 */
export function drawShape(random: Random, size: number, shape: Shape): Float32Array {
  const row = uniform(random, -0.7, 0.7);
  const column = uniform(random, -0.7, 0.7);
  const radius = Math.exp(uniform(random, Math.log(MIN_RADIUS), Math.log(MAX_RADIUS)));
  const angle = uniform(random, 0, Math.PI);
  const aspect = Math.exp(0.25 * normal(random)) * (shape === 'band' ? 2 : 1);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const crooked = 0.25 * radius;
  const [bendY, bendX] = [smoothNoise(random, size, 4), smoothNoise(random, size, 4)];
  const distance = distanceOf(random, shape, shape === 'band' ? 0.7 * radius : radius);
  return Float32Array.from({ length: size * size }, (_, i) => {
    const y = coordinate(Math.floor(i / size), size) - row + crooked * bendY[i];
    const across = coordinate(i % size, size);
    const x = across - column + crooked * bendX[i];
    const mirrored = across + column + crooked * bendX[i];
    const u = (y * cos + x * sin) / aspect;
    const v = (x * cos - y * sin) * aspect;
    return distance({ u, v, mirrored: Math.hypot(y, mirrored) });
  });
}

function distanceOf(random: Random, shape: Shape, radius: number): Distance {
  const round: Distance = ({ u, v }) => Math.hypot(u, v) / radius;
  switch (shape) {
    case 'lobed': {
      const lobes = LOBES.map((times) => ({
        times,
        height: 0.18 * normal(random),
        phase: uniform(random, 0, 6),
      }));
      return (place) => {
        const angle = Math.atan2(place.v, place.u);
        const reach = lobes.reduce(
          (sum, { times, height, phase }) => sum + height * Math.cos(times * angle + phase),
          1,
        );
        return round(place) / Math.max(0.3, reach);
      };
    }
    case 'ring': {
      const thickness = uniform(random, 0.15, 0.4);
      return (place) => 1 + 2 * (Math.abs(round(place) - 1) - thickness);
    }
    case 'crescent': {
      const shift = uniform(random, 0.4, 0.8) * radius;
      return (place) => Math.max(round(place), 2.2 - (1.2 * Math.hypot(place.u, place.v - shift)) / radius);
    }
    case 'box':
      return ({ u, v }) => (1.15 * Math.max(Math.abs(u), Math.abs(v))) / radius;
    case 'pair':
      return (place) => Math.min(round(place), place.mirrored / radius);
    default:
      return round;
  }
}

/** Coordinate of a pixel in a scene, -1..1. */
export function coordinate(pixel: number, size: number): number {
  return (2 * pixel) / (size - 1) - 1;
}
