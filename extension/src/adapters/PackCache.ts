import type { ImageKey } from '../../../src/data/ImageKey';
import { maskEquals } from '../../../src/review/maskEquals';
import { packMask } from '../../../src/review/packMask';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { LabelmapImage } from './labelmapImages';

/** Keeps the packed masks of the viewer's segmentations, so that a scan packs only images that changed. */
export class PackCache {
  private readonly masks = new Map<string, Map<ImageKey, PackedMask>>();

  /** The mask on an image when it was last packed; undefined if it never was. */
  get(segmentationId: string, key: ImageKey): PackedMask | undefined {
    return this.masks.get(segmentationId)?.get(key);
  }

  /** The mask on an image. An unchanged mask is the same object as before. */
  pack(segmentationId: string, key: ImageKey, { values, rows, columns }: LabelmapImage): PackedMask {
    const masks = this.masks.get(segmentationId) ?? new Map<ImageKey, PackedMask>();
    this.masks.set(segmentationId, masks);
    const before = masks.get(key);
    if (before && before.rows === rows && maskEquals(before, values)) return before;
    const mask = packMask(values, rows, columns);
    masks.set(key, mask);
    return mask;
  }

  /** Frees the masks of all other segmentations. */
  keepOnly(segmentationIds: ReadonlySet<string>): void {
    for (const id of this.masks.keys()) if (!segmentationIds.has(id)) this.masks.delete(id);
  }
}
