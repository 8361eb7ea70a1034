import { calculateSUVScalingFactors } from '@cornerstonejs/calculate-suv';

/** The factor from modality values to SUVs by body weight (g/ml), or why there is none, as a clause. */
export type SuvFactor = { factor: number } | { reason: string };

/** When an image was taken, and the drug given, as DICOM writes dates and times. */
interface PetTimes {
  SeriesDate: string;
  SeriesTime: string;
  AcquisitionDate: string;
  AcquisitionTime: string;
  RadiopharmaceuticalStartDateTime?: string;
  RadiopharmaceuticalStartTime?: string;
}

/**
 * The factor from Bq/ml to SUVs by body weight.
 *
 * @param images of one series, corrected for decay to its start
 * @param given weight in kg, dose in Bq, half-life in s
 */
export function factorByWeight(
  images: readonly PetTimes[],
  { weight, dose, halfLife }: { weight: number; dose: number; halfLife: number },
): SuvFactor {
  try {
    const [{ suvbw }] = calculateSUVScalingFactors(
      images.map((times) => ({
        CorrectedImage: ['ATTN', 'DECY'],
        Units: 'BQML',
        RadionuclideHalfLife: halfLife,
        RadionuclideTotalDose: dose,
        DecayCorrection: 'START',
        PatientWeight: weight,
        ...times,
        // For other kinds of SUV, whose absence the library would print.
        ...{ PatientSize: 1, PatientSex: 'F' },
      })),
    );
    return Number.isFinite(suvbw) && suvbw > 0
      ? { factor: suvbw }
      : { reason: 'its dates and times cannot be read' };
  } catch (error) {
    const { message } = error as Error;
    return {
      reason: message.includes('less than zero')
        ? 'by its header the injection was after the scan'
        : `its dates and times cannot be read (${message})`,
    };
  }
}
