import type { ImageGeometry, Vector3 } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { ViewerIndex } from './ViewerIndex';

/** The Image Plane module as returned by cornerstone's metadata providers. */
interface ImagePlane {
  imagePositionPatient?: ArrayLike<number>;
  rowCosines?: ArrayLike<number>;
  columnCosines?: ArrayLike<number>;
  rowPixelSpacing?: number | null;
  columnPixelSpacing?: number | null;
  frameOfReferenceUID?: string;
  /** Set when a provider made up the values. */
  usingDefaultValues?: boolean;
}

/** The position of an image in patient space; undefined when its header is incomplete. */
export function readGeometry(index: ViewerIndex, key: ImageKey): ImageGeometry | undefined {
  const imageId = index.imageIdOf(key);
  if (imageId === undefined) return undefined;
  const { metaData } = index.ohif.cornerstone;
  const plane = metaData.get('imagePlaneModule', imageId) as ImagePlane | undefined;
  if (!plane || plane.usingDefaultValues) return undefined;
  const origin = vector(plane.imagePositionPatient);
  const rowCosines = vector(plane.rowCosines);
  const columnCosines = vector(plane.columnCosines);
  const rowSpacing = Number(plane.rowPixelSpacing);
  const columnSpacing = Number(plane.columnPixelSpacing);
  if (!origin || !rowCosines || !columnCosines || !(rowSpacing > 0) || !(columnSpacing > 0)) return undefined;
  return {
    origin,
    rowCosines,
    columnCosines,
    rowSpacing,
    columnSpacing,
    frameOfReferenceUID: plane.frameOfReferenceUID ?? '',
  };
}

function vector(values: ArrayLike<number> | undefined): Vector3 | undefined {
  if (!values || values.length !== 3) return undefined;
  const [x, y, z] = [Number(values[0]), Number(values[1]), Number(values[2])];
  return [x, y, z].every(Number.isFinite) ? [x, y, z] : undefined;
}
