import type { Ohif } from '../ohif/Ohif';
import type { OhifSegmentation } from '../ohif/types';
import type { SegmentTable } from '../state/SegmentTable';
import type { SegmentInfo } from '../state/SessionState';
import { labelmapImages } from './labelmapImages';
import { maskHash } from './maskHash';
import { Pacer } from './Pacer';
import { defaultColour, segmentColour } from './segmentColour';

/** A segmentation whose masks count as the reader's. */
export interface MaskLayer {
  segmentation: OhifSegmentation;
  /** Only these images of it count; all when undefined. */
  onlyImages?: ReadonlySet<string>;
  /** Whether its masks replace those of earlier layers on the same image, instead of adding to them. */
  replaces?: boolean;
}

/** What the reader drew on one image. */
export interface DrawnMask {
  imageId: string;
  rows: number;
  columns: number;
  /** Segment index (of the study's table) of each pixel. */
  labelmap: Uint8Array;
  hash: number;
  /** Whether the mask comes from a replacing layer: a corrected prediction. */
  corrected: boolean;
  /** The segments on it and the number of their pixels. */
  segments: { index: number; pixels: number }[];
}

export interface CollectedMasks {
  masks: Map<string, DrawnMask>;
  /** The segments that occur in the masks. */
  segments: SegmentInfo[];
}

/**
 * Collects the masks that lie on the study's images, from all segmentations. Where two segmentations mark the same
 * pixel, the first one counts. Nothing is changed.
 *
 * @param table gives the segments their indices; new names are added to it
 */
export async function collectMasks(
  ohif: Ohif,
  layers: readonly MaskLayer[],
  table: SegmentTable,
): Promise<CollectedMasks> {
  const pacer = new Pacer();
  const masks = new Map<string, DrawnMask>();
  for (const { segmentation, onlyImages, replaces = false } of layers) {
    const indices = new IndexMap(ohif, segmentation, table);
    for (const { referencedImageId: imageId, rows, columns, values } of labelmapImages(ohif, segmentation)) {
      await pacer.pause();
      if (onlyImages && !onlyImages.has(imageId)) continue;
      if (!onlyImages && !hasForeground(values)) continue;
      const before = replaces ? undefined : masks.get(imageId);
      const labelmap = before?.labelmap ?? new Uint8Array(rows * columns);
      for (let i = 0; i < labelmap.length; i++) {
        if (values[i] > 0 && labelmap[i] === 0) labelmap[i] = indices.get(values[i]);
      }
      masks.set(imageId, { imageId, rows, columns, labelmap, hash: 0, corrected: replaces, segments: [] });
    }
  }
  const used = new Set<number>();
  for (const mask of masks.values()) {
    await pacer.pause();
    mask.hash = maskHash(mask.labelmap);
    mask.segments = countSegments(mask.labelmap);
    for (const { index } of mask.segments) used.add(index);
  }
  return { masks, segments: table.segments.filter(({ index }) => used.has(index)) };
}

/** Maps one segmentation's indices to the study's, looking each up once. */
class IndexMap {
  private readonly known = new Map<number, number>();

  constructor(
    private readonly ohif: Ohif,
    private readonly segmentation: OhifSegmentation,
    private readonly table: SegmentTable,
  ) {}

  get(index: number): number {
    let mapped = this.known.get(index);
    if (mapped === undefined) {
      const { segmentationId, segments } = this.segmentation;
      const name = segments[index]?.label || `Segment ${index}`;
      const colour = segmentColour(this.ohif, segmentationId, index);
      mapped = this.table.add(name, colour, defaultColour(this.ohif, index));
      this.known.set(index, mapped);
    }
    return mapped;
  }
}

function hasForeground(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] > 0) return true;
  return false;
}

/** The segments of a labelmap, by index, with the number of their pixels. */
function countSegments(labelmap: Uint8Array): { index: number; pixels: number }[] {
  const counts = new Uint32Array(256);
  for (let i = 0; i < labelmap.length; i++) counts[labelmap[i]]++;
  return [...counts].flatMap((pixels, index) => (index > 0 && pixels > 0 ? [{ index, pixels }] : []));
}
