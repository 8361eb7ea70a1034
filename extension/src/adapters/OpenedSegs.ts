import type { ImageKey } from '../../../src/data/ImageKey';
import type { CodedConcept } from '../../../src/data/Segment';
import { isEmpty } from '../../../src/review/isEmpty';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import { sameMask } from '../../../src/review/sameMask';
import type { FrameOrigin } from '../../../src/dicom/SegContent';
import { archivedSeg } from './archivedSeg';
import type { MaskLayer } from './collectMasks';
import type { ImportedMasks } from './ImportedMasks';
import { labelmapImages } from './labelmapImages';
import { misreadSeg } from './misreadSeg';
import { readSegSource, type SegSource } from './readSegSource';
import type { Ohif } from '../ohif/Ohif';
import type { OhifSegmentation } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import type { MaskSource } from './collectMasks';
import type { PackCache } from './PackCache';
import type { RestoredMasks } from './RestoredMasks';
import { Pacer } from './Pacer';
import type { ViewerIndex } from './ViewerIndex';

/** A segmentation, with what its SEG states about itself. */
interface Opened {
  source: SegSource;
  /** Whether it was opened from a SEG in the archive. */
  fromArchive: boolean;
  /** For SEGs that this extension stored: the masks when the segmentation was first seen. */
  baseline: Map<ImageKey, PackedMask>;
}

const SOURCES: Record<Exclude<FrameOrigin, 'predicted'>, MaskSource> = {
  drawn: { origin: 'imported', status: 'accepted' },
  accepted: { origin: 'predicted', status: 'accepted' },
  corrected: { origin: 'predicted', status: 'corrected' },
};

/** A restored mask keeps its source; one that nobody had drawn is corrected when it changes. */
function sourceOfRestored(record: ReviewRecord | undefined, mask: PackedMask): MaskSource | 'proposal' {
  if (!record) return { origin: 'drawn', status: 'accepted' };
  const { origin, status } = record;
  const reviewed = status === 'accepted' || status === 'corrected';
  if (origin !== 'predicted' && origin !== 'negative') {
    return { origin, status: status === 'corrected' ? status : 'accepted' };
  }
  if (!sameMask(record.mask, mask)) return SOURCES.corrected;
  return reviewed ? { origin: 'predicted', status } : 'proposal';
}

function typesOf(segments: readonly SegmentInfo[]): Map<number, CodedConcept> {
  return new Map(segments.flatMap(({ index, type }) => (type ? [[index, type] as const] : [])));
}

/**
 * Determines the origin of the masks in the viewer's segmentations: drawn here, or read from an opened SEG.
 */
export class OpenedSegs {
  /** Whether unreviewed masks of SEGs that this extension stored count as examples. */
  resultsUsed = false;
  private readonly known = new Map<string, Opened>();

  constructor(
    private readonly ohif: Ohif,
    private readonly index: ViewerIndex,
    private readonly cache: PackCache,
    private readonly restored: Pick<RestoredMasks, 'find'>,
    private readonly imported: Pick<ImportedMasks, 'segmentsIn'>,
  ) {}

  /** The segmentation as a layer of masks. */
  async layerOf(segmentation: OhifSegmentation): Promise<MaskLayer> {
    const restored = this.restored.find(segmentation.segmentationId);
    if (restored) {
      const { records, segments } = restored;
      const types = typesOf(segments);
      return { segmentation, types, sourceOf: (key, mask) => sourceOfRestored(records.get(key), mask) };
    }
    const imported = this.imported.segmentsIn(segmentation.segmentationId);
    if (imported) {
      return { segmentation, types: typesOf(imported), fromArchive: true, sourceOf: () => SOURCES.drawn };
    }
    const opened = await this.look(segmentation);
    return {
      segmentation,
      types: opened.source.types,
      fromArchive: opened.fromArchive,
      sourceOf: (key, mask) => this.sourceOf(opened, key, mask),
    };
  }

  /** Whether the segmentation, of which there is a layer, is a SEG that this extension stored earlier. */
  isResult({ segmentationId }: OhifSegmentation): boolean {
    return this.known.get(segmentationId)?.source.ownResult ?? false;
  }

  /** Explains why the viewer displays the opened SEG incorrectly; empty when it displays it correctly. */
  misread({ segmentationId }: OhifSegmentation): string {
    const instance = archivedSeg(this.ohif, segmentationId);
    return instance ? misreadSeg(instance) : '';
  }

  private sourceOf(
    { source, fromArchive, baseline }: Opened,
    key: ImageKey,
    mask: PackedMask,
  ): MaskSource | 'proposal' {
    if (!source.ownResult) return { origin: fromArchive ? 'imported' : 'drawn', status: 'accepted' };
    const before = baseline.get(key);
    const untouched = before ? sameMask(before, mask) : isEmpty(mask);
    if (!untouched) return SOURCES.corrected;
    const origin = source.frames.get(key) ?? 'predicted';
    if (origin !== 'predicted') return SOURCES[origin];
    return this.resultsUsed ? { origin: 'imported', status: 'accepted' } : 'proposal';
  }

  private async look(segmentation: OhifSegmentation): Promise<Opened> {
    const { segmentationId } = segmentation;
    const known = this.known.get(segmentationId);
    if (known) return known;
    const instance = archivedSeg(this.ohif, segmentationId);
    const source = readSegSource(segmentation, instance);
    const baseline = source.ownResult ? await this.readMasks(segmentation) : new Map<ImageKey, PackedMask>();
    const opened = { source, fromArchive: instance !== undefined, baseline };
    this.known.set(segmentationId, opened);
    return opened;
  }

  private async readMasks(segmentation: OhifSegmentation): Promise<Map<ImageKey, PackedMask>> {
    const masks = new Map<ImageKey, PackedMask>();
    const pacer = new Pacer();
    for (const image of labelmapImages(this.ohif, segmentation)) {
      await pacer.pause();
      const key = this.index.keyOf(image.referencedImageId);
      if (key === undefined) continue;
      const mask = this.cache.pack(segmentation.segmentationId, key, image);
      if (!isEmpty(mask)) masks.set(key, mask);
    }
    return masks;
  }
}
