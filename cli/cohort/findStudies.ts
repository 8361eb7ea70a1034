import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import type { Archive } from '../dicomweb/Archive';
import type { Exclusions } from './Exclusions';
import type { SeriesRule } from './SeriesRule';
import { concernsSeries, meets, valuesOf } from './SeriesRule';
import type { FoundSeries, StudyJob } from './StudyJob';

/** Modalities of objects without images, or derived from images. */
const NO_IMAGES = [
  'SEG',
  'SR',
  'PR',
  'KO',
  'RTSTRUCT',
  'RTPLAN',
  'RTDOSE',
  'REG',
  'PLAN',
  'DOC',
  'AU',
  'ECG',
];
/** Longest value of an attribute in a reason. */
const MAX_VALUE = 40;

/**
 * Finds the studies of an archive with series that meet all rules.
 *
 * @param query of the search for studies, see `Archive.searchStudies`
 * @param exclusions is told each series and each study that is left out, and why
 */
export async function* findStudies(
  archive: Archive,
  query: string,
  rules: readonly SeriesRule[],
  exclusions: Exclusions,
): AsyncGenerator<StudyJob> {
  for await (const study of archive.searchStudies(query)) {
    const uid = textOf(study, 'StudyInstanceUID');
    const all = await archive.searchSeries(uid);
    const series: FoundSeries[] = [];
    for (const one of all) {
      const seriesUid = textOf(one, 'SeriesInstanceUID');
      const reason = await reasonAgainst(archive, uid, one, rules);
      if (reason !== undefined) exclusions.add(`series: ${reason}`, seriesUid);
      else series.push(describe(seriesUid, one));
    }
    if (series.length === 0) {
      exclusions.add('study: none of its series matches', uid);
      continue;
    }
    yield {
      study: uid,
      patient: textOf(study, 'PatientID'),
      date: textOf(study, 'StudyDate'),
      description: textOf(study, 'StudyDescription'),
      series,
      numbers: all.flatMap((one) => numberOf(one, 'SeriesNumber') ?? []),
    };
  }
}

function describe(uid: string, series: Attributes): FoundSeries {
  const description = textOf(series, 'SeriesDescription');
  return { uid, description, modality: textOf(series, 'Modality') };
}

/** Why a series is left out; undefined if it meets all rules. */
async function reasonAgainst(
  archive: Archive,
  study: string,
  series: Attributes,
  rules: readonly SeriesRule[],
): Promise<string | undefined> {
  const modality = textOf(series, 'Modality');
  if (NO_IMAGES.includes(modality)) return `${modality}: holds no images to predict`;
  const fails = (attributes: Attributes) => (rule: SeriesRule) => !meets(attributes, rule);
  const ofSeries = rules.filter(concernsSeries).find(fails(series));
  if (ofSeries) return describeFailure(ofSeries, series);
  const rest = rules.filter((rule) => !concernsSeries(rule));
  if (rest.length === 0) return undefined;
  // Asked for only where it decides: it is one more request for each series.
  const image = await archive.oneOf(study, textOf(series, 'SeriesInstanceUID'));
  if (!image) return 'the archive lists no instance';
  const ofImage = rest.find(fails(image));
  return ofImage && describeFailure(ofImage, image);
}

function describeFailure({ text, name }: SeriesRule, attributes: Attributes): string {
  const values = valuesOf(attributes, name);
  return `${text}: it is ${values.length === 0 ? 'missing' : `"${values.join('\\').slice(0, MAX_VALUE)}"`}`;
}
