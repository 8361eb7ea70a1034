import type { Example, Image } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { PlacedGrid } from '../../../src/propagation/crossSections';
import { crossSections, type MaskedSlice } from '../../../src/propagation/crossSections';
import { spacingOfStack } from '../../../src/propagation/spacingOfStack';
import type { SeriesIntensities } from '../../../src/worker/protocol';
import { seriesName } from '../adapters/listSeries';
import { Pacer } from '../adapters/Pacer';
import { placeImages } from '../adapters/placeImages';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import type { SeriesInfo } from '../state/SessionState';
import { misplacedBy } from './misplacedBy';
import type { Session } from './Session';
import { showMessage } from './SessionStore';

/** Minimum share of a series' images that must have masks to tell about other series. */
const MIN_COVERAGE = 0.8;

/** A series with masks on most of its images. */
interface Source {
  series: SeriesInfo;
  images: Image[];
  slices: MaskedSlice[];
}

/**
 * Images of the other ticked series in the examples' frame of reference, with what the examples' masks tell
 * about them, see `crossSections`. They teach the network a series on which nothing is drawn. Skips images
 * that cannot be read, as they are optional, and series that do not lie where their frame of reference says,
 * with a message.
 *
 * @param examples whose masks are known as a whole
 */
export async function readCrossSections(
  session: Session,
  examples: readonly Example[],
): Promise<{ examples: Example[]; intensities: SeriesIntensities[] }> {
  const { index, store } = session;
  const masked = new Map(examples.map((example) => [example.image.id, example]));
  const series = store.getState().series.filter(({ problem }) => problem === '');
  const hasMasks = ({ id }: SeriesInfo) => index.keysOf(id).some((key) => masked.has(key));
  const targets = series.filter((entry) => entry.enabled && entry.frameOfReferenceUID && !hasMasks(entry));
  const sources =
    targets.length === 0
      ? []
      : series.filter(hasMasks).flatMap((entry) => {
          const source = sourceOf(session, entry, masked);
          return source ? [source] : [];
        });
  const carried: Example[] = [];
  const intensities: SeriesIntensities[] = [];
  for (const target of targets) {
    const { frameOfReferenceUID, id, seriesId } = target;
    const near = sources.filter(({ series: source }) => source.frameOfReferenceUID === frameOfReferenceUID);
    const own = await carryOver(session, target, near);
    if (own.length === 0) continue;
    const { values } = await sampleImages(index, target, index.keysOf(id));
    carried.push(...own);
    intensities.push({ seriesId, sample: values });
  }
  return { examples: carried, intensities };
}

/** Undefined if too few images of a series have masks. */
function sourceOf(
  { index }: Session,
  series: SeriesInfo,
  masked: ReadonlyMap<ImageKey, Example>,
): Source | undefined {
  const keys = index.keysOf(series.id);
  const own = keys.flatMap((key) => masked.get(key) ?? []);
  // Between few slices most of an image would stay unknown (docs/experiments/other-series.md).
  if (own.length < MIN_COVERAGE * keys.length) return undefined;
  const geometries = own.flatMap(({ image }) => image.geometry ?? []);
  if (geometries.length === 0) return undefined;
  const thickness = spacingOfStack(geometries);
  const slices = own.flatMap(({ image: { rows, columns, geometry }, labelmap }) =>
    geometry ? [{ rows, columns, geometry, labelmap, thickness }] : [],
  );
  return { series, images: own.map(({ image }) => image), slices };
}

async function carryOver(
  session: Session,
  target: SeriesInfo,
  sources: readonly Source[],
): Promise<Example[]> {
  const examples = await readSections(
    session,
    target,
    sources.flatMap(({ slices }) => slices),
  );
  if (examples.length === 0) return [];
  const images = examples.map(({ image }) => image);
  for (const source of sources) {
    const distance = await misplacedBy(source.images, images);
    if (distance === undefined) continue;
    const text = `The anatomy in ${seriesName(target)} lies about ${Math.round(distance)} mm away from where ${seriesName(source.series)} shows it, although both name one frame of reference: the patient may have moved. So the masks of one do not teach the other. Draw on one or two of its images.`;
    showMessage(session.store, { id: 'misplaced', kind: 'warning', text });
    return carryOver(
      session,
      target,
      sources.filter((other) => other !== source),
    );
  }
  return examples;
}

/** The images of a series that slices of others cross, with the labels there. */
async function readSections(
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
