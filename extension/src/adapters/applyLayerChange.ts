import type { ImageKey } from '../../../src/data/ImageKey';
import type { Segment } from '../../../src/data/Segment';
import type { PackedMask } from '../../../src/review/PackedMask';
import { unpackMask } from '../../../src/review/unpackMask';
import type { Ohif } from '../ohif/Ohif';
import type { OhifSegmentation } from '../ohif/types';
import type { ResultSeries } from './ResultSeries';
import type { ResultSlice } from './resultSlices';
import { segmentValues } from './segmentValues';

/** The reader's change to an image's mask in a labelmap other than the results; masks in review values. */
export interface LayerChange {
  key: ImageKey;
  before: PackedMask;
  after: PackedMask;
  /** The labelmap's mask when the results first showed the image. */
  baseline: PackedMask;
}

/**
 * Changes the same pixels of the results. Where the reader takes a change back, the mask last written there
 * returns. Segments that the results lack are added to them. Masks of another size have no effect.
 */
export function applyLayerChange(
  ohif: Ohif,
  known: readonly Segment[],
  {
    series,
    segmentation,
    slice: { key, values },
  }: { series: ResultSeries; segmentation: OhifSegmentation; slice: ResultSlice },
  { before, after, baseline }: Omit<LayerChange, 'key'>,
): void {
  const [old, now, base] = [before, after, baseline].map(unpackMask);
  if (now.length !== values.length || old.length !== now.length || base.length !== now.length) return;
  const written = series.rendered.get(key);
  const proposal = written ? unpackMask(written) : new Uint8Array(values.length);
  const { toSegmentation } = segmentValues(segmentation, series.segments, known);
  const used = new Set<number>();
  for (let i = 0; i < now.length; i++) {
    if (now[i] === old[i]) continue;
    values[i] = now[i] === base[i] ? proposal[i] : toSegmentation(now[i]);
    used.add(values[i]);
  }
  for (const index of used) {
    const segment = known.find((one) => one.index === index);
    if (index === 0 || segmentation.segments[index] || !segment) continue;
    ohif.services.segmentationService.addSegment(series.segmentationId, {
      segmentIndex: index,
      label: segment.name,
    });
  }
}
