import { makeInstance, uidsOf } from '../../test/support/makeInstance';
import type { Volume } from './readVolumes';

/** Stored values reach up to here. */
const MAX = 4095;

/** Study Instance UID of a volume's study. */
export function studyOf({ name }: Volume): string {
  return uidsOf(name).studyUID;
}

/** A volume as the MR series of a study; values are scaled to 12 bits. */
export function writeStudy({ name, slicing, slices }: Volume): Uint8Array[] {
  const all = slices.map(({ pixels }) => pixels);
  const [least, most] = [Math.min, Math.max].map((extreme) =>
    all.reduce((found, pixels) => pixels.reduce((one, value) => extreme(one, value), found), all[0][0]),
  );
  const scale = MAX / (most - least || 1);
  return slices.map(({ pixels }, z) =>
    makeInstance(`${name}/series/${z}`, {
      ...{ Rows: slicing.rows, Columns: slicing.columns, InstanceNumber: z + 1, BitsStored: 12, HighBit: 11 },
      ...{
        PatientID: name,
        FrameOfReferenceUID: uidsOf(name).seriesUID,
        SliceThickness: slicing.spacing?.slice ?? 1,
      },
      PixelSpacing: [slicing.spacing?.row ?? 1, slicing.spacing?.column ?? 1],
      ImagePositionPatient: [0, 0, z * (slicing.spacing?.slice ?? 1)],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelData: Uint16Array.from(pixels, (value) => Math.round(scale * (value - least))).buffer,
    }),
  );
}
