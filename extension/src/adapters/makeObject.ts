import type { Attributes } from '../../../src/dicom/Attributes';
import { PRODUCT } from '../../../src/dicom/product';
import type { SegContent, SegSegment } from '../../../src/dicom/SegContent';
import type { WrittenObject } from '../../../src/dicom/WrittenObject';
import type { WrittenSeg } from '../../../src/dicom/writeSeg';
import { ALGORITHM_NAME } from '../ohif/id';
import type { Ohif } from '../ohif/Ohif';
import type { MaskFormat } from '../state/MaskFormat';
import { SessionError } from '../state/SessionError';
import type { ObjectFormat } from './objectKinds';
import { segmentCodes } from './segmentCodes';

/** The masks of a series. */
export interface SeriesMasks extends Pick<SegContent, 'images' | 'source' | 'series' | 'predecessor'> {
  segments: readonly SegSegment[];
  /** Id of the model that predicted them. */
  modelId?: string;
}

/** Masks as a file. */
export interface MaskFile {
  bytes: ArrayBuffer;
  /** With the dot. */
  ending: string;
  mediaType: string;
}

/**
 * Makes the DICOM object of a series. Changes nothing in the viewer; no viewport needs to show the series.
 *
 * @throws SessionError when the images cannot share one object
 */
export function makeObject(
  ohif: Ohif,
  masks: SeriesMasks,
  format: ObjectFormat,
): Promise<WrittenObject | WrittenSeg> {
  return explained(async () => {
    const { writeSeg, writeStructureSet } = await loadWriters();
    const content = contentOf(ohif, masks);
    if (format === 'rtstruct') return writeStructureSet(content);
    return writeSeg(content, format === 'seg' ? 'binary' : format);
  });
}

/**
 * Makes the report of a segmentation's volumes.
 *
 * @param masks what the segmentation was made of, with the series of the report
 * @param seg the segmentation: its file or its attributes
 * @throws SessionError when the volumes are not known
 */
export async function makeReport(
  ohif: Ohif,
  masks: SeriesMasks,
  seg: ArrayBuffer | Attributes,
): Promise<WrittenObject> {
  const { readPart10, writeReport } = await loadWriters();
  try {
    return writeReport(contentOf(ohif, masks), seg instanceof ArrayBuffer ? readPart10(seg) : seg);
  } catch (error) {
    throw new SessionError((error as Error).message);
  }
}

/** Masks as a file, which can also be NIfTI. */
export async function makeFile(ohif: Ohif, masks: SeriesMasks, format: MaskFormat): Promise<MaskFile> {
  if (format !== 'nifti') {
    const { bytes } = await makeObject(ohif, masks, format);
    return { bytes, ending: '.dcm', mediaType: 'application/dicom' };
  }
  const labels = await explained(async () => (await loadWriters()).niftiLabels(masks.images));
  const zipped = new Blob([labels]).stream().pipeThrough(new CompressionStream('gzip'));
  return {
    bytes: await new Response(zipped).arrayBuffer(),
    ending: '.nii.gz',
    mediaType: 'application/gzip',
  };
}

/** Loaded on first use: the code that reads and writes DICOM files is large. */
const loadWriters = () => import(/* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/writers');

async function explained<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new SessionError(`${(error as Error).message} Untick the series to get the others.`);
  }
}

function contentOf(ohif: Ohif, masks: SeriesMasks): SegContent {
  const { images, source, series, segments, modelId, predecessor } = masks;
  return {
    images,
    source,
    series,
    predecessor,
    segments: segments.map((segment) => ({ ...segmentCodes(ohif, segment.name), ...known(segment) })),
    algorithm: { name: ALGORITHM_NAME, version: PRODUCT.version, interactive: true, modelId },
    label: 'FEW_SHOT',
    description: 'Masks drawn by a reader and predicted from them',
    creator: ohif.services.userAuthenticationService?.getUser?.()?.profile?.name,
    equipment: { manufacturer: PRODUCT.name, model: PRODUCT.name, version: PRODUCT.version },
  };
}

/** The segment without its undefined codes, which would override those of an opened SEG. */
function known(segment: SegSegment): SegSegment {
  const { category, type, ...rest } = segment;
  return { ...rest, ...(category && { category }), ...(type && { type }) };
}
