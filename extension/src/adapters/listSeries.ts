import type { DisplaySet } from '../ohif/types';
import type { SeriesInfo } from '../state/SessionState';

/** Display sets of these modalities hold no images of the patient. */
const NOT_IMAGES = [
  'SEG',
  'RTSTRUCT',
  'RTPLAN',
  'RTDOSE',
  'PR',
  'SR',
  'KO',
  'REG',
  'FID',
  'DOC',
  'PMAP',
  'ECG',
];

/**
 * The image series of a study, by series number. Series that cannot be used say why in `problem`.
 *
 * @param displaySets what OHIF lists for the study
 * @param known the series listed before, whose progress and ticks are kept
 */
export function listSeries(
  displaySets: readonly DisplaySet[],
  known: readonly SeriesInfo[] = [],
): SeriesInfo[] {
  return displaySets
    .filter((displaySet) => !displaySet.isOverlayDisplaySet && !NOT_IMAGES.includes(displaySet.Modality))
    .map((displaySet) => {
      const before = known.find(({ displaySetUID }) => displaySetUID === displaySet.displaySetInstanceUID);
      return before ?? describeSeries(displaySet);
    })
    .sort((a, b) => Number(a.number) - Number(b.number) || a.label.localeCompare(b.label));
}

function describeSeries(displaySet: DisplaySet): SeriesInfo {
  const instances = displaySet.instances ?? displaySet.images ?? [];
  return {
    displaySetUID: displaySet.displaySetInstanceUID,
    seriesId: displaySet.SeriesInstanceUID,
    number: String(displaySet.SeriesNumber ?? ''),
    label: displaySet.SeriesDescription ?? '',
    modality: displaySet.Modality,
    images: displaySet.numImageFrames ?? instances.length,
    frameOfReferenceUID: instances[0]?.FrameOfReferenceUID ?? '',
    problem: seriesProblem(displaySet),
    enabled: false,
    stage: 'idle',
    predicted: 0,
    stored: 'no',
  };
}

/** Why a series cannot be used, in words for the reader; empty when it can. */
function seriesProblem(displaySet: DisplaySet): string {
  const instances = displaySet.instances ?? displaySet.images ?? [];
  const first = instances[0];
  if (displaySet.unsupported || instances.length === 0) return 'The viewer cannot show this series.';
  if (displaySet.isDynamicVolume) return 'Series over time are not supported.';
  if (!(Number(first.Rows) > 0 && Number(first.Columns) > 0)) return 'Its images have no pixel data.';
  return '';
}

/**
 * Which series are ticked at first: those of the modalities that carry examples.
 *
 * @returns the series with `enabled` set; series that the reader ticked or unticked are not touched
 */
export function tickSeries(
  series: readonly SeriesInfo[],
  exampleDisplaySetUIDs: ReadonlySet<string>,
  touched: ReadonlySet<string>,
): SeriesInfo[] {
  const modalities = new Set(
    series
      .filter(({ displaySetUID }) => exampleDisplaySetUIDs.has(displaySetUID))
      .map((entry) => entry.modality),
  );
  return series.map((entry) =>
    touched.has(entry.displaySetUID)
      ? entry
      : { ...entry, enabled: entry.problem === '' && modalities.has(entry.modality) },
  );
}

/** A series' name as the reader sees it in the viewer's list. */
export function seriesName({ number, label }: Pick<SeriesInfo, 'number' | 'label'>): string {
  return `series ${number || '?'}${label ? ` (${label})` : ''}`;
}
