import type { Types } from '@cornerstonejs/core';
import type { Vector3 } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import { dot } from '../../../src/data/vectors';
import type { ReviewItem } from '../state/ReviewItem';
import { readGeometry } from './readGeometry';
import type { ViewerIndex } from './ViewerIndex';

/**
 * The items of a series in the order in which one viewport scrolls through it. A stack has the order of the
 * series; a volume is scrolled along the normal of its plane.
 */
export class ScrollOrder {
  private places: { keys: readonly ImageKey[]; normal: string; byKey: Map<ImageKey, number> } | undefined;
  private ordered:
    { items: readonly ReviewItem[]; byKey: Map<ImageKey, number>; result: ReviewItem[] } | undefined;

  constructor(private readonly index: ViewerIndex) {}

  /**
   * The items with their positions in the viewport; the same array as before while items and viewport are
   * unchanged.
   *
   * @param keys the images of the series, in its order
   */
  apply(
    viewport: Types.IViewport,
    items: readonly ReviewItem[],
    keys: readonly ImageKey[],
  ): readonly ReviewItem[] {
    const isStack = viewport.type === this.index.ohif.cornerstone.Enums.ViewportType.STACK;
    if (isStack || items.length === 0) return items;
    const byKey = this.placesAlong(viewport.getCamera().viewPlaneNormal as Vector3, keys);
    if (this.ordered?.items === items && this.ordered.byKey === byKey) return this.ordered.result;
    const result = items.map((item) => ({ ...item, position: byKey.get(item.key) ?? item.position }));
    this.ordered = { items, byKey, result };
    return result;
  }

  private placesAlong(direction: Vector3, keys: readonly ImageKey[]): Map<ImageKey, number> {
    const normal = direction.join();
    if (this.places?.keys === keys && this.places.normal === normal) return this.places.byKey;
    const sorted = keys
      .map((key) => ({ key, along: dot(readGeometry(this.index, key)?.origin ?? [0, 0, 0], direction) }))
      .sort((a, b) => a.along - b.along);
    const byKey = new Map(sorted.map(({ key }, place) => [key, place]));
    this.places = { keys, normal, byKey };
    return byKey;
  }
}
