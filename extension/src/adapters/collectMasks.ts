import type { ImageKey } from '../../../src/data/ImageKey';
import { findSegment } from '../../../src/data/findSegment';
import type { CodedConcept, Segment } from '../../../src/data/Segment';
import { addSegments } from '../../../src/review/addSegments';
import { isEmpty } from '../../../src/review/isEmpty';
import { mergeMasks } from '../../../src/review/mergeMasks';
import { emptyMask } from '../../../src/review/emptyMask';
import type { PackedMask } from '../../../src/review/PackedMask';
import { relabelMask } from '../../../src/review/relabelMask';
import type { MaskedImage, ReviewAction } from '../../../src/review/ReviewAction';
import { sameMask } from '../../../src/review/sameMask';
import type { OhifSegmentation } from '../ohif/types';
import type { Rgb } from '../state/SessionState';
import { labelmapImages } from './labelmapImages';
import type { PackCache } from './PackCache';
import { Pacer } from './Pacer';
import { defaultColour, segmentColour } from './segmentColour';
import type { ViewerIndex } from './ViewerIndex';

/** The origin and review status of an image's mask. */
export type MaskSource = Pick<Extract<ReviewAction, { type: 'drawn' }>, 'origin' | 'status'>;

/** A segmentation whose masks are collected. */
export interface MaskLayer {
  segmentation: OhifSegmentation;
  /** The source of a mask, given with the segmentation's values; `proposal` if nobody has reviewed it. */
  sourceOf(key: ImageKey, mask: PackedMask): MaskSource | 'proposal';
  /** Coded types of its segments, by segment index. */
  types?: ReadonlyMap<number, CodedConcept>;
  /** Names to use instead of those in the segmentation, by segment index. */
  labels?: ReadonlyMap<number, string>;
  /** Whether it was opened from the archive: its first masks are then no strokes of the reader. */
  fromArchive?: boolean;
}

/** Recognises masks in the layers that are the reader's corrections of the results. */
export interface LayerFilter {
  /**
   * Called for each image of each layer.
   *
   * @param change the image's mask at the last call and now, in review values; undefined if it is unchanged
   *   or has just been opened
   * @param segments the segments known so far
   * @returns whether the mask belongs to the results, and is no mask of its own
   */
  take(
    layer: MaskLayer,
    key: ImageKey,
    change: { before: PackedMask; after: PackedMask } | undefined,
    segments: readonly Segment[],
  ): boolean;
}

export type CollectedMask = MaskedImage & MaskSource;

/** The masks of the study, except those in result segmentations. */
export interface CollectedMasks {
  /** Masks that a reader made or accepted. */
  masks: Map<ImageKey, CollectedMask>;
  /** Masks that nobody has reviewed. */
  proposals: Map<ImageKey, MaskedImage>;
  /** The given segments and the new ones. */
  segments: readonly Segment[];
  /** Colours of the segments by index: the colour in a viewport, otherwise the viewer's default. */
  colours: Map<number, { colour: Rgb; shown: boolean }>;
  /** The values found in each segmentation, by its id. */
  values: LayerValues;
}

/** For each segmentation and value: the segment of the review, and the name by which it was found. */
export type LayerValues = Map<string, Map<number, { index: number; label: string }>>;

/** Where several segmentations mark one image, the origin that comes first here applies. */
const ORIGINS: readonly MaskSource['origin'][] = ['drawn', 'imported', 'predicted'];

/**
 * Collects the masks on the study's images from all segmentations. Where two segmentations mark the same
 * pixel, the first one wins. Modifies nothing in the viewer.
 *
 * @param known the segments known so far
 * @param cache keeps masks from one call to the next
 * @param filter is asked about each image of each layer, and may change the results
 */
export async function collectMasks(
  index: ViewerIndex,
  layers: readonly MaskLayer[],
  known: readonly Segment[],
  cache: PackCache,
  filter?: LayerFilter,
): Promise<CollectedMasks> {
  const pacer = new Pacer();
  const masks = new Map<ImageKey, CollectedMask>();
  const proposals = new Map<ImageKey, MaskedImage>();
  const table = new ValueTable(index, known);
  for (const layer of layers) {
    for (const image of labelmapImages(index.ohif, layer.segmentation)) {
      await pacer.pause();
      const key = index.keyOf(image.referencedImageId);
      const seriesId = key === undefined ? undefined : index.seriesUidOf(key);
      if (key === undefined || seriesId === undefined) continue;
      const { segmentationId } = layer.segmentation;
      const known = cache.get(segmentationId, key);
      const packed = cache.pack(segmentationId, key, image);
      const toReview = (mask: PackedMask) =>
        relabelMask(mask, (value) => (value === 0 ? 0 : table.valueOf(layer, value)));
      const before = known ?? (layer.fromArchive ? packed : emptyMask(packed));
      const change = sameMask(before, packed)
        ? undefined
        : { before: toReview(before), after: toReview(packed) };
      if (filter?.take(layer, key, change, table.segments)) continue;
      const source = layer.sourceOf(key, packed);
      // An empty mask is meaningful only where the reader erased an earlier one.
      const corrected = source !== 'proposal' && source.status === 'corrected';
      if (!corrected && isEmpty(packed)) continue;
      const above = (source === 'proposal' ? proposals : masks).get(key);
      const layerMask = toReview(packed);
      const mask = above ? mergeMasks(above.mask, layerMask) : layerMask;
      if (source === 'proposal') {
        proposals.set(key, { key, seriesId, mask });
        continue;
      }
      const earlier = masks.get(key);
      const { origin, status } = earlier && !precedes(source, earlier) ? earlier : source;
      masks.set(key, { key, seriesId, mask, origin, status });
    }
  }
  const { segments, colours, values } = table;
  return { masks, proposals, segments, colours, values };
}

const precedes = (a: MaskSource, b: MaskSource) => ORIGINS.indexOf(a.origin) < ORIGINS.indexOf(b.origin);

/** Maps each segmentation's values to the review's, and caches each lookup. */
class ValueTable {
  readonly colours: CollectedMasks['colours'] = new Map();
  readonly values: LayerValues = new Map();

  constructor(
    private readonly index: ViewerIndex,
    public segments: readonly Segment[],
  ) {}

  valueOf(layer: MaskLayer, value: number): number {
    const { segmentation, labels } = layer;
    const known: ReturnType<LayerValues['get']> = this.values.get(segmentation.segmentationId) ?? new Map();
    this.values.set(segmentation.segmentationId, known);
    let mapped = known.get(value);
    if (!mapped) {
      const label = labels?.get(value) ?? (segmentation.segments[value]?.label?.trim() || `Segment ${value}`);
      mapped = { index: this.add(layer, value, label), label };
      known.set(value, mapped);
    }
    return mapped.index;
  }

  private add({ segmentation, types }: MaskLayer, value: number, name: string): number {
    const { segmentationId } = segmentation;
    const wanted = { name, type: types?.get(value) };
    this.segments = addSegments(this.segments, [wanted]);
    const index = findSegment(this.segments, wanted)?.index ?? 0;
    const { ohif } = this.index;
    const shown = segmentColour(ohif, segmentationId, value);
    if (shown) this.colours.set(index, { colour: shown, shown: true });
    else if (!this.colours.has(index)) {
      this.colours.set(index, { colour: defaultColour(ohif, value), shown: false });
    }
    return index;
  }
}
