import { PRODUCT } from '../../../src/dicom/product';
import type { SegContent, SegSegment } from '../../../src/dicom/SegContent';
import type { WrittenSeg } from '../../../src/dicom/writeSeg';
import { ALGORITHM_NAME } from '../ohif/id';
import type { Ohif } from '../ohif/Ohif';
import { SessionError } from '../state/SessionError';
import { segmentCodes } from './segmentCodes';

/** The masks of a series. */
export interface SeriesMasks extends Pick<SegContent, 'images' | 'source' | 'series'> {
  segments: readonly SegSegment[];
  /** Id of the model that predicted them. */
  modelId?: string;
}

/**
 * Makes the DICOM SEG of a series. Changes nothing in the viewer, and no viewport needs to show the series.
 *
 * @throws SessionError when the images cannot share one SEG
 */
export async function makeSeg(ohif: Ohif, masks: SeriesMasks): Promise<WrittenSeg> {
  // Loaded on first use: the code that reads and writes DICOM files is large.
  const { writeSeg } = await import(/* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/writeSeg');
  const { images, source, series } = masks;
  try {
    return writeSeg({
      images,
      source,
      series,
      segments: masks.segments.map((segment) => ({ ...segmentCodes(ohif, segment.name), ...known(segment) })),
      algorithm: {
        name: ALGORITHM_NAME,
        version: PRODUCT.version,
        interactive: true,
        modelId: masks.modelId,
      },
      label: 'FEW_SHOT',
      description: 'Masks drawn by a reader and predicted from them',
      creator: ohif.services.userAuthenticationService?.getUser?.()?.profile?.name,
      equipment: { manufacturer: PRODUCT.name, model: PRODUCT.name, version: PRODUCT.version },
    });
  } catch (error) {
    throw new SessionError(`${(error as Error).message} Untick the series to store the others.`);
  }
}

/** The segment without its undefined codes, which would override those of an opened SEG. */
function known(segment: SegSegment): SegSegment {
  const { category, type, ...rest } = segment;
  return { ...rest, ...(category && { category }), ...(type && { type }) };
}
