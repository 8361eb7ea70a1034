import type { Attributes } from '../../../src/dicom/Attributes';
import { imageUnit } from '../../../src/dicom/imageUnit';
import type { DisplaySet } from '../ohif/types';
import type { SeriesInfo } from '../state/SessionState';
import { isImageSeries } from './isImageSeries';
import { seriesIdOf } from './seriesIdOf';
import { shortName } from './shortName';
import { tellApart } from './tellApart';

/**
 * Lists the image series of a study, by series number. `problem` explains why a series cannot be used.
 *
 * @param displaySets what OHIF lists for the study
 * @param known the previous list, whose progress and ticks are kept
 */
export function listSeries(
  displaySets: readonly DisplaySet[],
  known: readonly SeriesInfo[] = [],
): SeriesInfo[] {
  const listed = displaySets
    .filter(isImageSeries)
    .map((displaySet) => {
      const id = seriesIdOf(displaySet, displaySets);
      const info = known.find((series) => series.id === id) ?? describeSeries(id, displaySet);
      return { info, displaySet };
    })
    .sort(
      ({ info: a }, { info: b }) => Number(a.number) - Number(b.number) || a.label.localeCompare(b.label),
    );
  return tellApart(listed);
}

function describeSeries(id: string, displaySet: DisplaySet): SeriesInfo {
  const instances = displaySet.instances ?? displaySet.images ?? [];
  return {
    id,
    seriesId: displaySet.SeriesInstanceUID,
    number: String(displaySet.SeriesNumber ?? ''),
    label: shortName(displaySet.SeriesDescription ?? ''),
    detail: '',
    modality: displaySet.Modality,
    images: displaySet.numImageFrames ?? instances.length,
    frameOfReferenceUID: instances[0]?.FrameOfReferenceUID ?? '',
    unit: imageUnit(displaySet.Modality, instances as unknown as readonly Attributes[]),
    problem: seriesProblem(displaySet),
    enabled: false,
    stage: 'idle',
    round: 0,
    predicted: 0,
    stored: 'no',
  };
}

/** Why a series cannot be used, as text for the reader; empty when it can. */
function seriesProblem(displaySet: DisplaySet): string {
  const instances = displaySet.instances ?? displaySet.images ?? [];
  const first = instances[0];
  if (displaySet.unsupported || instances.length === 0) return 'The viewer cannot show this series.';
  if (displaySet.isDynamicVolume) return 'Its images repeat over time: time series are not supported.';
  if (!(Number(first.Rows) > 0 && Number(first.Columns) > 0)) return 'Its images have no pixel data.';
  return '';
}

/**
 * Sets which series are ticked initially: those of the modalities that have examples.
 *
 * @param withExamples ids of the series that have examples
 * @param touched ids of the series that the reader ticked or unticked
 * @returns the series with `enabled` set; series that the reader ticked or unticked are unchanged
 */
export function tickSeries(
  series: readonly SeriesInfo[],
  withExamples: ReadonlySet<string>,
  touched: ReadonlySet<string>,
): SeriesInfo[] {
  const modalities = new Set(series.filter(({ id }) => withExamples.has(id)).map((entry) => entry.modality));
  return series.map((entry) =>
    touched.has(entry.id)
      ? entry
      : { ...entry, enabled: entry.problem === '' && modalities.has(entry.modality) },
  );
}

/** A series' name as shown in the viewer's list. */
export function seriesName({
  number,
  label,
  detail,
}: Pick<SeriesInfo, 'number' | 'label' | 'detail'>): string {
  const name = [label, detail].filter(Boolean).join(', ');
  return `series ${number || '?'}${name ? ` (${name})` : ''}`;
}
