import type { StrokePoint } from '../../../src/correction/StrokePoint';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { ViewportStroke } from './createStrokeTool';
import { shownImageId } from './shownImageId';
import type { ViewerIndex } from './ViewerIndex';

/**
 * A stroke on the pixel grid of the image that a viewport shows; undefined in a viewport that shows no single
 * image of a series, e.g. a cut through a volume.
 */
export function strokeOnImage(
  index: ViewerIndex,
  { viewportId, points }: Pick<ViewportStroke, 'viewportId' | 'points'>,
): { key: ImageKey; points: StrokePoint[] } | undefined {
  const { cornerstone, services } = index.ohif;
  const imageId = shownImageId(services.cornerstoneViewportService.getCornerstoneViewport(viewportId));
  const key = imageId === undefined ? undefined : index.keyOf(imageId);
  if (imageId === undefined || key === undefined) return undefined;
  const onImage = points.flatMap((point) => {
    const position = cornerstone.utilities.worldToImageCoords(imageId, point);
    return position ? [{ row: position[1], column: position[0] }] : [];
  });
  return onImage.length > 0 ? { key, points: onImage } : undefined;
}
