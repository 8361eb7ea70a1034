import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import { unpackMask } from '../../../src/review/unpackMask';
import { Pacer } from '../adapters/Pacer';
import { paintThumbnail } from '../adapters/paintThumbnail';
import { readImage } from '../adapters/readImage';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { SessionStore } from './SessionStore';

/** Keeps a picture of each example in the store. */
export class Thumbnails {
  /** Mask and colours of each picture when it was painted. */
  private readonly painted = new Map<ImageKey, { mask: PackedMask | undefined; colours: string }>();

  constructor(
    private readonly index: ViewerIndex,
    private readonly store: SessionStore,
    private readonly review: ReviewStore,
  ) {}

  /** Paints the pictures whose mask or colours changed; stops as soon as `cancelled` returns true. */
  async paint(cancelled: () => boolean): Promise<void> {
    const { examples, series, segments } = this.store.getState();
    const colours = segments.map(({ index, colour }) => `${index}:${colour.join()}`).join(' ');
    const pacer = new Pacer();
    for (const { key, series: id, kind } of examples) {
      // Accepted masks are in the review list, which has no pictures.
      if (kind === 'accepted') continue;
      const mask = this.review.state.records[key]?.mask;
      const before = this.painted.get(key);
      // Masks are immutable: a changed mask is a different object.
      if (before && before.mask === mask && before.colours === colours) continue;
      const info = series.find((entry) => entry.id === id);
      if (!info || cancelled()) return;
      try {
        const image = await readImage(this.index, info, key);
        const labelmap = mask ? unpackMask(mask) : new Uint8Array(image.rows * image.columns);
        const url = paintThumbnail(image, labelmap, segments);
        this.store.setState(({ thumbnails }) => ({ thumbnails: { ...thumbnails, [key]: url } }));
      } catch {
        // The tile stays without a picture. Training reports the problem with the image.
      }
      this.painted.set(key, { mask, colours });
      await pacer.pause();
    }
  }
}
