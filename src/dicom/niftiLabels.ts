import type { Vector3 } from '../data/Image';
import { cross, distance } from '../data/vectors';
import type { SegImage } from './SegContent';
import { stackImages } from './stackImages';

/** Bytes of a NIfTI-1 header, and of it with the empty list of extensions. */
const HEADER = 348;
const DATA_OFFSET = 352;
const UINT8 = 2;
/** Code of millimetres. */
const MILLIMETRES = 2;
/** Code of a transform to the scanner's coordinates. */
const SCANNER = 1;
const LITTLE_ENDIAN = true;
/** Steps between images count as equal if they differ by less than this, mm. */
const SAME_STEP = 0.01;
const ZERO: Vector3 = [0, 0, 0];

/**
 * Makes a NIfTI-1 file of the masks of a series: unsigned bytes with the segments' indices, x along the rows
 * of the images, z from image to image; the sform maps to the patient in RAS. A tilted gantry becomes shear.
 *
 * @param images of one size and orientation, evenly spaced, in any order; images without a mask are empty
 * @throws Error when the images are no such volume
 */
export function niftiLabels(images: readonly SegImage[]): Uint8Array<ArrayBuffer> {
  const stacks = stackImages(images);
  const [stack] = stacks;
  if (!stack) throw new Error('A volume needs images.');
  if (stacks.length > 1) throw new Error(`The images lie in ${stacks.length} directions and are no volume.`);
  const { rows, columns, geometry } = stack[0];
  if (!geometry) throw new Error('The images have no position and are no volume.');
  const other = stack.find((image) => image.rows !== rows || image.columns !== columns);
  if (other) {
    throw new Error(`The images differ in size (${rows} x ${columns}, ${other.rows} x ${other.columns}).`);
  }
  const step = stepOf(stack, geometry.rowCosines, geometry.columnCosines);

  const area = rows * columns;
  const bytes = new Uint8Array(DATA_OFFSET + stack.length * area);
  const view = new DataView(bytes.buffer);
  const short = (offset: number, ...values: number[]) =>
    values.forEach((value, i) => view.setInt16(offset + 2 * i, value, LITTLE_ENDIAN));
  const float = (offset: number, ...values: number[]) =>
    values.forEach((value, i) => view.setFloat32(offset + 4 * i, value, LITTLE_ENDIAN));
  const x = combine(ZERO, geometry.columnSpacing, geometry.rowCosines);
  const y = combine(ZERO, geometry.rowSpacing, geometry.columnCosines);

  // Names of the fields: nifti1.h.
  view.setInt32(0, HEADER, LITTLE_ENDIAN); // sizeof_hdr
  short(40, 3, columns, rows, stack.length, 1, 1, 1, 1); // dim
  short(70, UINT8, 8); // datatype, bitpix
  float(76, 1, geometry.columnSpacing, geometry.rowSpacing, distance(ZERO, step)); // pixdim
  float(108, DATA_OFFSET, 1); // vox_offset, scl_slope
  view.setUint8(123, MILLIMETRES); // xyzt_units
  short(254, SCANNER); // sform_code
  [0, 1, 2].forEach((axis) => {
    // DICOM's axes run to the left and to the back, NIfTI's to the right and to the front.
    const sign = axis < 2 ? -1 : 1;
    const row = [x, y, step, geometry.origin].map((vector) => sign * vector[axis as 0 | 1 | 2]);
    float(280 + 16 * axis, ...row); // srow_x, srow_y, srow_z
  });
  bytes.set([0x6e, 0x2b, 0x31, 0], 344); // "n+1"
  stack.forEach(({ labelmap }, z) => {
    if (labelmap) bytes.set(labelmap, DATA_OFFSET + z * area);
  });
  return bytes;
}

/** The step from an image to the next, mm; along the normal for a single image. */
function stepOf(stack: readonly SegImage[], rowCosines: Vector3, columnCosines: Vector3): Vector3 {
  const origins = stack.map(({ geometry }) => geometry?.origin ?? ZERO);
  const [first, last] = [origins[0], origins[origins.length - 1]];
  const count = origins.length - 1;
  if (count === 0) return combine(ZERO, stack[0].sliceThickness ?? 1, cross(rowCosines, columnCosines));
  const step = combine(combine(ZERO, 1 / count, last), -1 / count, first);
  const isEven = origins.every((origin, z) => distance(origin, combine(first, z, step)) < SAME_STEP);
  if (!isEven || distance(ZERO, step) < SAME_STEP) {
    throw new Error('The images are not evenly spaced and are no volume.');
  }
  return step;
}

/** start + factor x direction. */
function combine(start: Vector3, factor: number, direction: Vector3): Vector3 {
  return [
    start[0] + factor * direction[0],
    start[1] + factor * direction[1],
    start[2] + factor * direction[2],
  ];
}
