import type { Example, Image, ImageGeometry } from '../../src/data/Image';
import { normal, seededRandom } from '../../src/data/random';

/** Axial geometry at height z in mm; pixels are 1 mm by default. */
export function axialGeometry(z: number, spacing = 1): ImageGeometry {
  return {
    origin: [0, 0, z],
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    rowSpacing: spacing,
    columnSpacing: spacing,
    frameOfReferenceUID: '1.2.3',
  };
}

/**
 * A noisy slice of a bright ellipsoid in grey tissue in air, and its mask; the ellipsoid's radius decreases
 * with |z|.
 */
export function phantomExample(z: number, seed = 1, size = 64): Example {
  const random = seededRandom(seed * 1000 + z + 500);
  const pixels = new Float32Array(size * size);
  const labelmap = new Uint8Array(size * size);
  const radius = Math.sqrt(Math.max(0, 144 - z * z));
  for (let row = 0, i = 0; row < size; row++) {
    for (let column = 0; column < size; column++, i++) {
      const inside = Math.hypot(row - 36, (column - 28) / 1.3) < radius;
      const body = Math.hypot(row - size / 2, column - size / 2) < size * 0.45;
      pixels[i] = (inside ? 160 : body ? 100 : 0) + 8 * normal(random);
      if (inside) labelmap[i] = 1;
    }
  }
  const image: Image = {
    id: `slice ${z}`,
    seriesId: 'phantom',
    rows: size,
    columns: size,
    pixels,
    geometry: axialGeometry(z),
  };
  return { image, labelmap };
}
