import type { DisplaySet } from '../ohif/types';
import type { SeriesInfo } from '../state/SessionState';

/**
 * Gives series that read alike (the same number, name and modality; OHIF lists each image of a mammogram by
 * itself) a detail that tells them apart: side and view, the image's number, or else their place among
 * them.
 *
 * @param series with what the viewer lists for each, in the order of the list
 * @returns the series; those that stay the same are the same objects
 */
export function tellApart(series: readonly { info: SeriesInfo; displaySet: DisplaySet }[]): SeriesInfo[] {
  return series.map((entry) => {
    const twins = series.filter(({ info }) => nameOf(info) === nameOf(entry.info));
    const detail = twins.length > 1 ? detailOf(entry, twins) : '';
    return detail === entry.info.detail ? entry.info : { ...entry.info, detail };
  });
}

type Entry = Parameters<typeof tellApart>[0][number];

function nameOf({ number, label, modality }: SeriesInfo): string {
  return JSON.stringify([number, label, modality]);
}

function detailOf(entry: Entry, twins: readonly Entry[]): string {
  const found = [viewOf, imageOf].find((detail) => {
    const details = twins.map(detail);
    return !details.includes('') && new Set(details).size === twins.length;
  });
  return found ? found(entry) : `${twins.indexOf(entry) + 1} of ${twins.length}`;
}

function viewOf({ displaySet }: Entry): string {
  const first = displaySet.instances?.[0];
  return [first?.ImageLaterality ?? first?.Laterality, first?.ViewPosition].filter(Boolean).join(' ');
}

function imageOf({ displaySet }: Entry): string {
  const number = displaySet.instances?.[0]?.InstanceNumber;
  return number === undefined ? '' : `image ${number}`;
}
