import type { Image, ImageGeometry, Vector3 } from '../data/Image';
import { cross, dot } from '../data/vectors';

/** A grey image with its position. */
export type PlacedImage = Pick<Image, 'rows' | 'columns' | 'pixels'> & { geometry: ImageGeometry };

/** The values of a series of parallel images at any point in patient space. */
export class StackSampler {
  private readonly slices: readonly { at: number; image: PlacedImage }[];
  private readonly normal: Vector3;

  /** @param images parallel, in any order; at least one */
  constructor(images: readonly PlacedImage[]) {
    const { rowCosines, columnCosines } = images[0].geometry;
    const normal = cross(rowCosines, columnCosines);
    this.normal = normal;
    this.slices = images
      .map((image) => ({ at: dot(image.geometry.origin, normal), image }))
      .sort((a, b) => a.at - b.at);
  }

  /** The value at a point, linear between images and nearest within them; NaN outside the stack. */
  at(point: Vector3): number {
    const { slices } = this;
    const along = dot(point, this.normal);
    let low = 0;
    let high = slices.length - 1;
    if (!(along >= slices[low].at && along <= slices[high].at)) return NaN;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (slices[middle].at <= along) low = middle;
      else high = middle;
    }
    const below = valueOn(slices[low].image, point);
    const gap = slices[high].at - slices[low].at;
    if (gap <= 0) return below;
    return below + ((along - slices[low].at) / gap) * (valueOn(slices[high].image, point) - below);
  }
}

/** The value of the pixel nearest to a point; without objects, as a comparison asks for many thousands. */
function valueOn({ rows, columns, pixels, geometry }: PlacedImage, [x, y, z]: Vector3): number {
  const { origin, rowCosines: across, columnCosines: down, rowSpacing, columnSpacing } = geometry;
  const [dx, dy, dz] = [x - origin[0], y - origin[1], z - origin[2]];
  const row = Math.round((dx * down[0] + dy * down[1] + dz * down[2]) / rowSpacing);
  const column = Math.round((dx * across[0] + dy * across[1] + dz * across[2]) / columnSpacing);
  return row < 0 || row >= rows || column < 0 || column >= columns ? NaN : pixels[row * columns + column];
}
