import type { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import type { Grid, Matrix, Row } from './Voxels';
import { spacingOfMatrix } from './Voxels';

/** mm per NIfTI unit of length, by its code; unknown units are taken as mm, as is common practice. */
const MM: Record<number, number> = { 0: 1, 1: 1000, 2: 1, 3: 0.001 };
/** Below this, the first component of a quaternion is a rounding error (nifti1_io). */
const TINY = 1e-7;

/**
 * The geometry in DICOM's coordinates: NIfTI uses RAS, DICOM LPS, so x and y are negated. Without sform and
 * qform only the spacing is known.
 *
 * @returns undefined when the header states an orientation that is none, e.g. all zeros
 */
export function niftiGeometry(
  header: NIFTI1 | NIFTI2,
  size: Grid['size'],
): Pick<Grid, 'spacing' | 'toPatient'> | undefined {
  const mm = MM[header.xyzt_units & 7] ?? 1;
  const isUsable = (value: number) => value > 0 && Number.isFinite(value);
  if (header.sform_code > 0 || header.qform_code > 0) {
    // The reader prefers the form with the higher code, and the sform if both are equal.
    const affine = header.qform_code > header.sform_code ? qformAffine(header) : header.affine;
    const row = (axis: number, sign: number): Row => {
      const [a, b, c, d] = affine[axis].map((value) => sign * mm * value);
      return [a, b, c, d];
    };
    const toPatient: Matrix = [row(0, -1), row(1, -1), row(2, 1)];
    const spacing = spacingOfMatrix(toPatient);
    if (spacing.every(isUsable) && toPatient.every((values) => Number.isFinite(values[3]))) {
      return { spacing, toPatient };
    }
    // Two-dimensional images often lack the third axis.
    if (!spacing.every((value, axis) => size[axis] === 1 || isUsable(value))) return undefined;
  }
  const spacing = [1, 2, 3].map((axis) => mm * Math.abs(header.pixDims[axis]));
  return spacing.every(isUsable) ? { spacing: [spacing[0], spacing[1], spacing[2]] } : {};
}

/**
 * The map from voxels to mm (RAS) by the header's quaternion. A quaternion whose rounded components are too
 * long is normalised, as the NIfTI reference library does (nifti1_io, `nifti_quatern_to_mat44`).
 */
function qformAffine(header: NIFTI1 | NIFTI2): number[][] {
  let [b, c, d] = [header.quatern_b, header.quatern_c, header.quatern_d];
  const rest = 1 - (b * b + c * c + d * d);
  const a = rest < TINY ? 0 : Math.sqrt(rest);
  if (a === 0) [b, c, d] = [b, c, d].map((part) => part / Math.hypot(b, c, d));
  const [x, y] = [header.pixDims[1], header.pixDims[2]];
  const z = header.pixDims[0] < 0 ? -header.pixDims[3] : header.pixDims[3];
  return [
    [x * (a * a + b * b - c * c - d * d), 2 * y * (b * c - a * d), 2 * z * (b * d + a * c), header.qoffset_x],
    [2 * x * (b * c + a * d), y * (a * a + c * c - b * b - d * d), 2 * z * (c * d - a * b), header.qoffset_y],
    [2 * x * (b * d - a * c), 2 * y * (c * d + a * b), z * (a * a + d * d - c * c - b * b), header.qoffset_z],
  ];
}
