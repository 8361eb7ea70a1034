import type { Example } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { PlacedGrid } from '../../../src/propagation/crossSections';
import { crossSections, type MaskedSlice } from '../../../src/propagation/crossSections';
import { spacingOfStack } from '../../../src/propagation/spacingOfStack';
import { unpackMask } from '../../../src/review/unpackMask';
import type { SeriesIntensities } from '../../../src/worker/protocol';
import { Pacer } from '../adapters/Pacer';
import { placeImages } from '../adapters/placeImages';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import type { SeriesInfo } from '../state/SessionState';
import type { Session } from './Session';

/** Minimum share of a series' images that must have masks to tell about other series. */
const MIN_COVERAGE = 0.8;

/**
 * Images of the other ticked series in the examples' frame of reference, with what the examples' masks tell
 * about them, see `crossSections`. They teach the network a series on which nothing is drawn. Skips images
 * that cannot be read, as they are optional.
 *
 * @param masked the examples
 */
export async function readCrossSections(
  session: Session,
  masked: ReadonlySet<ImageKey>,
): Promise<{ examples: Example[]; intensities: SeriesIntensities[] }> {
  const { index, store } = session;
  const series = store.getState().series.filter(({ problem }) => problem === '');
  const hasMasks = ({ id }: SeriesInfo) => index.keysOf(id).some((key) => masked.has(key));
  const targets = series.filter((entry) => entry.enabled && entry.frameOfReferenceUID && !hasMasks(entry));
  const slicesIn = new Map<string, MaskedSlice[]>();
  for (const source of targets.length === 0 ? [] : series.filter(hasMasks)) {
    const { frameOfReferenceUID } = source;
    const slices = await readSlices(session, source, masked);
    slicesIn.set(frameOfReferenceUID, [...(slicesIn.get(frameOfReferenceUID) ?? []), ...slices]);
  }
  const examples: Example[] = [];
  const intensities: SeriesIntensities[] = [];
  for (const target of targets) {
    const slices = slicesIn.get(target.frameOfReferenceUID);
    const carried = slices ? await carryOver(session, target, slices) : [];
    if (carried.length === 0) continue;
    const { values } = await sampleImages(index, target, index.keysOf(target.id));
    examples.push(...carried);
    intensities.push({ seriesId: target.seriesId, sample: values });
  }
  return { examples, intensities };
}

async function readSlices(
  { index, review }: Session,
  { id }: SeriesInfo,
  masked: ReadonlySet<ImageKey>,
): Promise<MaskedSlice[]> {
  const keys = index.keysOf(id);
  // Between few slices most of an image would stay unknown (docs/experiments/other-series.md).
  if (keys.filter((key) => masked.has(key)).length < MIN_COVERAGE * keys.length) return [];
  const placed = await placeImages(index, keys);
  const geometries = placed.flatMap(({ geometry }) => geometry ?? []);
  if (geometries.length === 0) return [];
  const thickness = spacingOfStack(geometries);
  return placed.flatMap(({ key, geometry }) => {
    if (!masked.has(key) || !geometry) return [];
    const { mask } = review.state.records[key];
    return [{ rows: mask.rows, columns: mask.columns, geometry, labelmap: unpackMask(mask), thickness }];
  });
}

async function carryOver(
  { index }: Session,
  series: SeriesInfo,
  slices: readonly MaskedSlice[],
): Promise<Example[]> {
  const pacer = new Pacer();
  const keys: ImageKey[] = [];
  const grids: PlacedGrid[] = [];
  for (const { key, geometry } of await placeImages(index, index.keysOf(series.id))) {
    const size = index.sizeOf(key);
    if (!size || !geometry) continue;
    keys.push(key);
    grids.push({ ...size, geometry });
  }
  const examples: Example[] = [];
  for (const { index: place, labelmap, known } of crossSections(grids, slices)) {
    await pacer.pause();
    try {
      const image = await readImage(index, series, keys[place]);
      examples.push({ image, labelmap, known, patientId: index.studyOf(series.id) });
    } catch (error) {
      console.warn(`Few-shot: an image of series ${series.number} could not be read.`, error);
    }
  }
  return examples;
}
