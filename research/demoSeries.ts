import { brainImages, brainSeries, brainStudy, cutPlane } from '../demo/study/brainSeries';
import type { Example, Vector3 } from '../src/data/Image';
import type { ReferenceVentricles } from '../test/reference/ventricles';

/**
 * The images of a T1 series of the demo study, each with the reference mask of the ventricles, in spatial
 * order.
 *
 * @param index 0 axial, 1 coronal, 2 sagittal
 */
export function demoSeries(reference: ReferenceVentricles, index: number): Example[] {
  const series = brainSeries[index];
  const planes = reference.series(series.description);
  return brainImages(reference.t1, series).map((image, i): Example => {
    const [rx, ry, rz, cx, cy, cz] = image.orientation;
    return {
      image: {
        id: `${series.description} ${image.instanceNumber}`,
        seriesId: series.uid,
        rows: image.rows,
        columns: image.columns,
        pixels: Float32Array.from(cutPlane(reference.t1, image)),
        geometry: {
          origin: image.position as Vector3,
          rowCosines: [rx, ry, rz],
          columnCosines: [cx, cy, cz],
          rowSpacing: image.spacing[0],
          columnSpacing: image.spacing[1],
          frameOfReferenceUID: brainStudy.frameOfReferenceUID,
        },
      },
      labelmap: planes[i].labelmap,
    };
  });
}
