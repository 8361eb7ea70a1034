import type { Point } from './Volume';

/**
 * All voxels within a distance of a region.
 *
 * @param size number of voxels along i, j, k; the region must be at least `radius` away from the grid's
 * border
 * @param radius in voxels
 * @throws RangeError when the region is too close to the border
 */
export function dilate(region: Uint8Array, size: Point, radius: number): Uint8Array {
  const [columns, rows, planes] = size;
  const rowStep = columns;
  const planeStep = columns * rows;
  const ball = ballOffsets(radius).map(([i, j, k]) => k * planeStep + j * rowStep + i);
  const dilated = region.slice();
  for (let index = 0; index < region.length; index++) {
    if (region[index] === 0) continue;
    const i = index % columns;
    const j = Math.floor(index / columns) % rows;
    const k = Math.floor(index / planeStep);
    if (Math.min(i, columns - 1 - i, j, rows - 1 - j, k, planes - 1 - k) < radius) {
      throw new RangeError(
        `dilate: the region comes within ${radius} voxels of the border at ${i}, ${j}, ${k}.`,
      );
    }
    // Only the region's surface voxels extend it.
    const inside =
      region[index - 1] && region[index + 1] && region[index - rowStep] && region[index + rowStep];
    if (inside && region[index - planeStep] && region[index + planeStep]) continue;
    for (const offset of ball) dilated[index + offset] = 1;
  }
  return dilated;
}

/**
 * The connected parts of a region (voxels that share a face), largest first.
 *
 * @returns for each part the indices of its voxels
 */
export function components(region: Uint8Array, size: Point): number[][] {
  const [columns, rows, planes] = size;
  const seen = new Uint8Array(region.length);
  const found: number[][] = [];
  for (let start = 0; start < region.length; start++) {
    if (region[start] === 0 || seen[start] === 1) continue;
    const part = [start];
    seen[start] = 1;
    const visit = (index: number) => {
      if (region[index] === 0 || seen[index] === 1) return;
      seen[index] = 1;
      part.push(index);
    };
    // `part` grows during the loop.
    for (let next = 0; next < part.length; next++) {
      const index = part[next];
      const i = index % columns;
      const j = Math.floor(index / columns) % rows;
      const k = Math.floor(index / (columns * rows));
      if (i > 0) visit(index - 1);
      if (i < columns - 1) visit(index + 1);
      if (j > 0) visit(index - columns);
      if (j < rows - 1) visit(index + columns);
      if (k > 0) visit(index - columns * rows);
      if (k < planes - 1) visit(index + columns * rows);
    }
    found.push(part);
  }
  return found.sort((a, b) => b.length - a.length);
}

function ballOffsets(radius: number): Point[] {
  const offsets: Point[] = [];
  for (let k = -radius; k <= radius; k++) {
    for (let j = -radius; j <= radius; j++) {
      for (let i = -radius; i <= radius; i++) {
        if (i * i + j * j + k * k <= radius * radius) offsets.push([i, j, k]);
      }
    }
  }
  return offsets;
}
