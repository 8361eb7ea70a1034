import type { ImageKey } from '../../../src/data/ImageKey';
import { maskEquals } from '../../../src/review/maskEquals';
import { packMask } from '../../../src/review/packMask';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { MaskLayer } from './collectMasks';
import { hasForeground } from './hasForeground';
import { labelmapImages, type LabelmapImage } from './labelmapImages';
import { misreadSeg } from './misreadSeg';
import { readSegSource, type FrameOrigin, type SegSource } from './readSegSource';
import type { Ohif } from '../ohif/Ohif';
import type { OhifInstance, OhifSegmentation } from '../ohif/types';
import type { MaskSource } from './collectMasks';
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
  ) {}

  /** The segmentation as a layer of masks. */
  layerOf(segmentation: OhifSegmentation): MaskLayer {
    const opened = this.look(segmentation);
    return {
      segmentation,
      types: opened.source.types,
      sourceOf: (key, image) => this.sourceOf(opened, key, image),
    };
  }

  /** Whether the segmentation is a SEG that this extension stored earlier. */
  isResult(segmentation: OhifSegmentation): boolean {
    return this.look(segmentation).source.ownResult;
  }

  /** Explains why the viewer displays the opened SEG incorrectly; empty when it displays it correctly. */
  misread({ segmentationId }: OhifSegmentation): string {
    const instance = this.instanceOf(segmentationId);
    return instance ? misreadSeg(instance) : '';
  }

  private sourceOf(
    { source, fromArchive, baseline }: Opened,
    key: ImageKey,
    image: LabelmapImage,
  ): MaskSource | 'proposal' {
    if (!source.ownResult) return { origin: fromArchive ? 'imported' : 'drawn', status: 'accepted' };
    const before = baseline.get(key);
    const untouched = before ? maskEquals(before, image.values) : !hasForeground(image.values);
    if (!untouched) return SOURCES.corrected;
    const origin = source.frames.get(key) ?? 'predicted';
    if (origin !== 'predicted') return SOURCES[origin];
    return this.resultsUsed ? { origin: 'imported', status: 'accepted' } : 'proposal';
  }

  private look(segmentation: OhifSegmentation): Opened {
    const { segmentationId } = segmentation;
    const known = this.known.get(segmentationId);
    if (known) return known;
    const instance = this.instanceOf(segmentationId);
    const source = readSegSource(segmentation, instance);
    const baseline = source.ownResult ? this.readMasks(segmentation) : new Map<ImageKey, PackedMask>();
    const opened = { source, fromArchive: instance !== undefined, baseline };
    this.known.set(segmentationId, opened);
    return opened;
  }

  /** The SEG instance that a segmentation was opened from; both share the id of the SEG's display set. */
  private instanceOf(segmentationId: string): OhifInstance | undefined {
    const displaySet = this.ohif.services.displaySetService.getDisplaySetByUID(segmentationId);
    return displaySet?.Modality === 'SEG' ? (displaySet.instance ?? displaySet.instances?.[0]) : undefined;
  }

  private readMasks(segmentation: OhifSegmentation): Map<ImageKey, PackedMask> {
    const masks = new Map<ImageKey, PackedMask>();
    for (const { referencedImageId, rows, columns, values } of labelmapImages(this.ohif, segmentation)) {
      const key = this.index.keyOf(referencedImageId);
      if (key !== undefined && hasForeground(values)) masks.set(key, packMask(values, rows, columns));
    }
    return masks;
  }
}
