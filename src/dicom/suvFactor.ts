import { itemOf, numberOf, textOf, type Attributes } from './Attributes';
import { enhancedSuvFactor } from './enhancedSuvFactor';
import { factorByWeight, type SuvFactor } from './factorByWeight';
import { ENHANCED_PET } from './sopClasses';

/** Philips' private factors: from counts to SUV, and from counts to Bq/ml. */
const PHILIPS_SUV = '70531000';
const PHILIPS_ACTIVITY = '70531009';

/** Other kinds of SUV (SUV Type, 0054,1006) than by body weight. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  BSA: 'body surface',
  LBM: 'lean body mass',
  LBMJAMES128: 'lean body mass',
  LBMJANMA: 'lean body mass',
  IBW: 'ideal body weight',
};

/**
 * The factor from the modality values of a PET series to SUVs by body weight: weight over the activity that
 * was injected, decayed to the time to which the images are corrected (PS3.3 C.8.9.1; QIBA's vendor-neutral
 * pseudocode, by the library that OHIF uses). Enhanced PET states the same at other places.
 *
 * @param images attributes of all images of the series
 */
export function suvFactor(images: readonly Attributes[]): SuvFactor {
  const [first] = images;
  if (textOf(first, 'SOPClassUID') === ENHANCED_PET) return enhancedSuvFactor(images);
  const units = textOf(first, 'Units');
  if (units === 'GML') {
    const kind = OTHER_KINDS[textOf(first, 'SUVType')];
    return kind ? { reason: `its SUVs are by ${kind}` } : { factor: 1 };
  }
  const philips = numberOf(first, PHILIPS_SUV);
  if (units === 'CNTS' && philips !== undefined && philips > 0) return { factor: philips };
  const toActivity = units === 'BQML' ? 1 : units === 'CNTS' ? numberOf(first, PHILIPS_ACTIVITY) : undefined;
  if (toActivity === undefined || !(toActivity > 0)) return { reason: unitProblem(units) };
  const problem = headerProblem(images);
  if (problem) return { reason: problem };
  const weight = numberOf(first, 'PatientWeight') ?? 0;
  const drug = itemOf(first, 'RadiopharmaceuticalInformationSequence');
  const dose = numberOf(drug, 'RadionuclideTotalDose') ?? 0;
  // The images are corrected to the time of injection, so the whole dose counts.
  if (textOf(first, 'DecayCorrection') === 'ADMIN') return { factor: (toActivity * 1000 * weight) / dose };
  const found = factorByWeight(
    images.map((image) => ({
      SeriesDate: textOf(image, 'SeriesDate'),
      SeriesTime: textOf(image, 'SeriesTime'),
      AcquisitionDate: textOf(image, 'AcquisitionDate'),
      AcquisitionTime: textOf(image, 'AcquisitionTime'),
      RadiopharmaceuticalStartDateTime: textOf(drug, 'RadiopharmaceuticalStartDateTime') || undefined,
      RadiopharmaceuticalStartTime: textOf(drug, 'RadiopharmaceuticalStartTime') || undefined,
    })),
    { weight, dose, halfLife: numberOf(drug, 'RadionuclideHalfLife') ?? 0 },
  );
  return 'factor' in found ? { factor: toActivity * found.factor } : found;
}

function unitProblem(units: string): string {
  if (units === 'CNTS')
    return "it holds counts (Units CNTS) without Philips' factors (7053,1000) and (7053,1009)";
  if (units === 'PROPCNTS' || units === 'PROPCPS')
    return `it holds values proportional to counts (Units ${units})`;
  return units ? `its Units are ${units}, not BQML` : 'its header does not name its Units';
}

/** What of the header is missing or does not allow an SUV, as a clause; empty when nothing is. */
function headerProblem(images: readonly Attributes[]): string {
  const [first] = images;
  const drug = itemOf(first, 'RadiopharmaceuticalInformationSequence');
  const positive = (attributes: Attributes | undefined, keyword: string) =>
    (numberOf(attributes, keyword) ?? 0) > 0;
  const onAll = (keyword: string) => images.every((image) => textOf(image, keyword) !== '');
  const start = ['RadiopharmaceuticalStartDateTime', 'RadiopharmaceuticalStartTime'];
  const isAdministration = textOf(first, 'DecayCorrection') === 'ADMIN';
  const times = ['SeriesDate', 'SeriesTime', 'AcquisitionDate', 'AcquisitionTime'];
  const missing = [
    ...(positive(first, 'PatientWeight') ? [] : ['PatientWeight']),
    ...['RadionuclideTotalDose', ...(isAdministration ? [] : ['RadionuclideHalfLife'])].filter(
      (keyword) => !positive(drug, keyword),
    ),
    ...(isAdministration
      ? []
      : [
          ...(start.some((keyword) => textOf(drug, keyword)) ? [] : ['RadiopharmaceuticalStartTime']),
          ...times.filter((keyword) => !onAll(keyword)),
        ]),
  ];
  if (missing.length > 0) return `its header lacks ${missing.join(', ')}`;
  const corrections = [first.CorrectedImage].flat().map(String).join('\\').split('\\');
  if (!corrections.includes('ATTN')) return 'it is not corrected for attenuation';
  if (!corrections.includes('DECY') || !['START', 'ADMIN'].includes(textOf(first, 'DecayCorrection')))
    return 'it is not corrected for decay';
  return '';
}
