import { itemOf, itemsOf, numberOf, textOf, type Attributes } from './Attributes';
import { factorByWeight, type SuvFactor } from './factorByWeight';

/** Units of real world values (UCUM, DICOM context groups 84 and 85). */
const ACTIVITY = ['Bq/ml', 'Bq/mL'];
const BY_WEIGHT = ['g/ml{SUVbw}', '{SUVbw}g/ml'];
/** Factors of frames that differ by less come from rounding. */
const SAME_FACTOR = 1e-6;

/**
 * The factor from the modality values of an Enhanced PET Image to SUVs by body weight. What other PET states
 * as Units is there the real world value mapping of each frame (PS3.3 C.7.6.16.2.11), which begins with
 * stored values; decay is corrected to Decay Correction DateTime (C.8.22).
 *
 * @param images attributes of all objects of the series
 */
export function enhancedSuvFactor(images: readonly Attributes[]): SuvFactor {
  const [first] = images;
  const mappings = images.flatMap(mappingsOf);
  const units = new Set(mappings.map(({ unit }) => unit));
  const [unit = ''] = units;
  if (unit === '' || units.size > 1) {
    return { reason: 'its frames have no real world value mapping that names one unit' };
  }
  if (!ACTIVITY.includes(unit) && !BY_WEIGHT.includes(unit)) {
    return { reason: `its real world values are in ${unit}, not Bq/ml` };
  }
  const { factor: toUnit } = mappings[0];
  // Each frame may be scaled on its own, as long as its mapping follows.
  const isOne = mappings.every(({ factor }) => Math.abs(factor / toUnit - 1) < SAME_FACTOR);
  if (!isOne || !(toUnit > 0)) {
    return { reason: 'its modality values and real world values differ by more than one factor' };
  }
  if (BY_WEIGHT.includes(unit)) return { factor: toUnit };
  const problem = headerProblem(images);
  if (problem) return { reason: problem };
  const drug = itemOf(first, 'RadiopharmaceuticalInformationSequence');
  const [corrected, given] = [dateTime(first, 'DecayCorrectionDateTime'), dateTime(drug, START)];
  if (corrected.zone !== given.zone) {
    return { reason: 'the time zones of its DecayCorrectionDateTime and its injection differ' };
  }
  const found = factorByWeight(
    [
      {
        SeriesDate: corrected.date,
        SeriesTime: corrected.time,
        AcquisitionDate: corrected.date,
        AcquisitionTime: corrected.time,
        RadiopharmaceuticalStartDateTime: given.date + given.time,
      },
    ],
    {
      weight: numberOf(first, 'PatientWeight') ?? 0,
      dose: numberOf(drug, 'RadionuclideTotalDose') ?? 0,
      halfLife: numberOf(drug, 'RadionuclideHalfLife') ?? 0,
    },
  );
  return 'factor' in found ? { factor: toUnit * found.factor } : found;
}

const START = 'RadiopharmaceuticalStartDateTime';

/** The unit of each frame's real world values, and the factor to them from modality values, NaN if none. */
function mappingsOf(image: Attributes): { unit: string; factor: number }[] {
  const shared = itemOf(image, 'SharedFunctionalGroupsSequence');
  const frames = itemsOf(image, 'PerFrameFunctionalGroupsSequence');
  return (frames.length > 0 ? frames : [{}]).map((frame) => {
    const group = (keyword: string) => itemOf(frame, keyword) ?? itemOf(shared, keyword);
    const mapping = group('RealWorldValueMappingSequence');
    const rescale = group('PixelValueTransformationSequence');
    const slope = numberOf(rescale, 'RescaleSlope') ?? 1;
    const factor = (numberOf(mapping, 'RealWorldValueSlope') ?? NaN) / slope;
    // Both lines have one zero, or one is not a multiple of the other.
    const shift = factor * (numberOf(rescale, 'RescaleIntercept') ?? 0);
    const apart = Math.abs((numberOf(mapping, 'RealWorldValueIntercept') ?? 0) - shift);
    const isMultiple = apart < SAME_FACTOR * Math.max(1, Math.abs(shift));
    return {
      unit: textOf(itemOf(mapping, 'MeasurementUnitsCodeSequence'), 'CodeValue'),
      factor: isMultiple ? factor : NaN,
    };
  });
}

function headerProblem(images: readonly Attributes[]): string {
  const [first] = images;
  const drugs = itemsOf(first, 'RadiopharmaceuticalInformationSequence');
  if (drugs.length > 1) return 'several radiopharmaceuticals were given';
  const positive = (attributes: Attributes | undefined, keyword: string) =>
    (numberOf(attributes, keyword) ?? 0) > 0;
  const isCorrected = (keyword: string) => images.every((image) => textOf(image, keyword) === 'YES');
  const missing = [
    ...(positive(first, 'PatientWeight') ? [] : ['PatientWeight']),
    ...['RadionuclideTotalDose', 'RadionuclideHalfLife'].filter((keyword) => !positive(drugs[0], keyword)),
    ...(textOf(drugs[0], START) ? [] : [START]),
  ];
  if (missing.length > 0) return `its header lacks ${missing.join(', ')}`;
  if (!isCorrected('AttenuationCorrected')) return 'it is not corrected for attenuation';
  if (!isCorrected('DecayCorrected')) return 'it is not corrected for decay';
  const times = new Set(images.map((image) => textOf(image, 'DecayCorrectionDateTime')));
  if (times.size > 1) return 'its images are corrected for decay to several times';
  return times.has('') ? 'its header lacks DecayCorrectionDateTime' : '';
}

/** Date, time and offset from UTC of a DICOM date-time (DT). */
function dateTime(attributes: Attributes | undefined, keyword: string) {
  const [, date = '', time = '', zone = ''] =
    /^(\d{8})(\d{0,6}(?:\.\d*)?)([+-]\d{4})?$/.exec(textOf(attributes, keyword).trim()) ?? [];
  return { date, time, zone };
}
