import type { FieldPixels } from './averageBlocks';
import type { Image } from './Image';
import { mirror } from './mirror';
import type { PixelPosition } from './patientSpace';
import { spacingOf } from './patientSpace';

/**
 * An affine map from the grid of a square field (size x size) to an image's grid:
 * row = rr * y + rc * x + r0, column = cr * y + cc * x + c0.
 */
export interface FieldTransform {
  rr: number;
  rc: number;
  r0: number;
  cr: number;
  cc: number;
  c0: number;
}

/** Rotation, scale and flip of a field about its centre, and a shift; the identity by default. */
export interface FieldMotion {
  /** Radians, counter-clockwise in mm. */
  angle: number;
  /** > 1 shows a larger part of the image. */
  scaleRows: number;
  scaleColumns: number;
  flipRows: boolean;
  flipColumns: boolean;
  /** Shift of the centre as a share of the edge. */
  shiftRows: number;
  shiftColumns: number;
}

/** The identity: no rotation, scale, flip or shift. */
export const STILL: FieldMotion = {
  angle: 0,
  scaleRows: 1,
  scaleColumns: 1,
  flipRows: false,
  flipColumns: false,
  shiftRows: 0,
  shiftColumns: 0,
};

/**
 * The map from the field's grid to the image's grid. The rotation is applied in mm, so that anisotropic
 * pixels do not cause shear.
 *
 * @param centre position of the field's centre on the image
 * @param edgeMm edge of the field, mm
 * @param size edge of the field, pixels
 * @param motion rotation, scale, flip and shift of the field; none by default
 */
export function fieldTransform(
  image: Image,
  centre: PixelPosition,
  edgeMm: number,
  size: number,
  motion: FieldMotion = STILL,
): FieldTransform {
  const spacing = spacingOf(image);
  const mmPerPixel = edgeMm / size;
  const sy = (motion.flipRows ? -1 : 1) * motion.scaleRows * mmPerPixel;
  const sx = (motion.flipColumns ? -1 : 1) * motion.scaleColumns * mmPerPixel;
  const cos = Math.cos(motion.angle);
  const sin = Math.sin(motion.angle);
  const rr = (cos * sy) / spacing.row;
  const rc = (sin * sx) / spacing.row;
  const cr = (-sin * sy) / spacing.column;
  const cc = (cos * sx) / spacing.column;
  const middle = (size - 1) / 2;
  return {
    rr,
    rc,
    r0: centre.row + (motion.shiftRows * edgeMm) / spacing.row - (rr + rc) * middle,
    cr,
    cc,
    c0: centre.column + (motion.shiftColumns * edgeMm) / spacing.column - (cr + cc) * middle,
  };
}

/** A displacement of every pixel of a field, in field pixels; each array is size x size. */
export interface Displacement {
  rows: Float32Array;
  columns: Float32Array;
}

/**
 * Normalised value of pixels outside a grey image: air. Colour images are mirrored at their borders instead.
 */
export const OUTSIDE = -1;

/**
 * Resamples an image of normalised pixels onto the field's grid by bilinear interpolation. Where the field is
 * coarser than the image, several points in each field pixel are averaged to avoid aliasing.
 *
 * @param size edge of the field, pixels
 * @param displacement moves each sampling point on the field's grid; none by default
 * @returns size x size x channels values; {@link OUTSIDE} beyond a grey image, the mirrored image beyond a
 *   colour image
 */
export function sampleImage(
  image: FieldPixels,
  transform: FieldTransform,
  size: number,
  displacement?: Displacement,
): Float32Array {
  const { channels = 1 } = image;
  const out = new Float32Array(size * size * channels);
  const { rr, rc, r0, cr, cc, c0 } = toBlocks(transform, image.block);
  const reach = Math.max(Math.hypot(rr, cr), Math.hypot(rc, cc));
  const taps = Math.max(1, Math.min(4, Math.round(reach)));
  const share = 1 / (taps * taps);
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const dy = y + (displacement ? displacement.rows[i] : 0);
      const dx = x + (displacement ? displacement.columns[i] : 0);
      for (let a = 0; a < taps; a++) {
        const fy = dy + (a + 0.5) / taps - 0.5;
        for (let b = 0; b < taps; b++) {
          const fx = dx + (b + 0.5) / taps - 0.5;
          addBilinear(image, rr * fy + rc * fx + r0, cr * fy + cc * fx + c0, share, out, channels * i);
        }
      }
    }
  }
  return out;
}

/**
 * Resamples a labelmap (rows x columns) onto the field's grid (size x size) by nearest neighbour; 0 beyond
 * the image.
 */
export function sampleLabelmap(
  labelmap: Uint8Array,
  rows: number,
  columns: number,
  transform: FieldTransform,
  size: number,
  displacement?: Displacement,
): Uint8Array {
  const out = new Uint8Array(size * size);
  const { rr, rc, r0, cr, cc, c0 } = transform;
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const fy = y + (displacement ? displacement.rows[i] : 0);
      const fx = x + (displacement ? displacement.columns[i] : 0);
      const row = Math.round(rr * fy + rc * fx + r0);
      const column = Math.round(cr * fy + cc * fx + c0);
      if (row >= 0 && row < rows && column >= 0 && column < columns)
        out[i] = labelmap[row * columns + column];
    }
  }
  return out;
}

/** The transform onto the grid of block means. */
function toBlocks(transform: FieldTransform, block = { rows: 1, columns: 1 }): FieldTransform {
  const { rr, rc, r0, cr, cc, c0 } = transform;
  return {
    rr: rr / block.rows,
    rc: rc / block.rows,
    r0: (r0 - (block.rows - 1) / 2) / block.rows,
    cr: cr / block.columns,
    cc: cc / block.columns,
    c0: (c0 - (block.columns - 1) / 2) / block.columns,
  };
}

/** Adds a share of the bilinear values of all channels at a position, which may lie outside the image. */
function addBilinear(
  image: FieldPixels,
  row: number,
  column: number,
  share: number,
  out: Float32Array,
  at: number,
): void {
  const { pixels, rows, columns, channels = 1 } = image;
  const inside = row > -0.5 && row < rows - 0.5 && column > -0.5 && column < columns - 0.5;
  if (!inside && channels === 1) {
    out[at] += share * OUTSIDE;
    return;
  }
  const r = Math.min(Math.max(inside ? row : mirror(row, rows), 0), rows - 1);
  const c = Math.min(Math.max(inside ? column : mirror(column, columns), 0), columns - 1);
  const top = Math.floor(r);
  const left = Math.floor(c);
  const down = top + 1 < rows ? columns * channels : 0;
  const right = left + 1 < columns ? channels : 0;
  const v = r - top;
  const u = c - left;
  const first = (top * columns + left) * channels;
  for (let channel = 0, i = first; channel < channels; channel++, i++) {
    const upper = pixels[i] + (pixels[i + right] - pixels[i]) * u;
    const lower = pixels[i + down] + (pixels[i + down + right] - pixels[i + down]) * u;
    out[at + channel] += share * (upper + (lower - upper) * v);
  }
}
