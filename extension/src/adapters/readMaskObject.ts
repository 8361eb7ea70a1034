import type { ImageKey } from '../../../src/data/ImageKey';
import type { Attributes } from '../../../src/dicom/Attributes';
import { MaskError } from '../../../src/dicom/masks/MaskError';
import type { MaskRemarks, MaskSegment } from '../../../src/dicom/masks/ReadMask';
import { packMask } from '../../../src/review/packMask';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { Ohif } from '../ohif/Ohif';
import { SessionError } from '../state/SessionError';
import { archiveClient } from './archiveClient';
import { askPatiently } from './askPatiently';
import { describeStatus } from './httpStatus';
import type { MaskObject } from './maskObjects';
import { Pacer } from './Pacer';
import { readSegImages } from './readSegImages';
import type { ViewerIndex } from './ViewerIndex';

/** The masks of an object on the images of the study. */
export interface StudyMasks extends MaskRemarks {
  segments: readonly MaskSegment[];
  /** The masks by series (id) and image, with the object's own segment numbers. */
  masks: ReadonlyMap<string, ReadonlyMap<ImageKey, PackedMask>>;
}

/**
 * Fetches a mask object from the archive, and reads it on the series that it belongs to.
 *
 * @throws SessionError when it does not arrive; MaskError when it cannot be read on these series
 */
export async function readMaskObject(index: ViewerIndex, object: MaskObject): Promise<StudyMasks> {
  const attributes = await fetchObject(index.ohif, object);
  const [{ readMaskObject: read }, { storedSamples }, { targetsOf }] = await Promise.all([
    import(/* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/masks/readMaskObject'),
    import(/* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/masks/storedSamples'),
    import(/* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/masks/targetsOf'),
  ]);
  const pacer = new Pacer();
  const masks = new Map<string, Map<ImageKey, PackedMask>>();
  const remarks = { resampled: false, overlaps: false };
  const problems: MaskError[] = [];
  let segments: readonly MaskSegment[] = [];
  for (const { id } of object.targets) {
    const { images } = readSegImages(index, index.keysOf(id), () => ({}));
    const onSeries = new Map<ImageKey, PackedMask>();
    for (const target of targetsOf(images, attributes)) {
      const { rows, columns, keys } = target;
      try {
        const mask = await read(attributes, target, storedSamples);
        if (!mask) continue;
        segments = mask.segments;
        for (const { image, labels } of mask.images) {
          await pacer.pause();
          onSeries.set(keys[image], packMask(labels, rows, columns));
        }
        remarks.resampled ||= mask.remarks.resampled;
        remarks.overlaps ||= mask.remarks.overlaps;
      } catch (error) {
        if (!(error instanceof MaskError)) throw error;
        // It may lie on the images of another direction, or of another series.
        problems.push(error);
      }
    }
    if (onSeries.size > 0) masks.set(id, onSeries);
  }
  if (masks.size === 0) throw problems[0] ?? new MaskError('damaged', 'it marks no pixel');
  return { segments, masks, ...remarks };
}

async function fetchObject(
  ohif: Ohif,
  { id, studyInstanceUID, seriesInstanceUID, name }: MaskObject,
): Promise<Attributes> {
  const place = { studyInstanceUID, seriesInstanceUID, sopInstanceUID: id };
  let bytes: ArrayBuffer | undefined;
  try {
    bytes = await askPatiently(async () => archiveClient(ohif)?.retrieveInstance(place));
  } catch (error) {
    const why = describeStatus(error);
    throw new SessionError(`“${name}” did not arrive${why ? `: ${why}` : ''}. Try again.`);
  }
  if (!bytes) {
    throw new SessionError(
      `“${name}” cannot be read here, because the viewer's data source hands out no files. ` +
        'Open the study from a DICOMweb archive.',
    );
  }
  const { readPart10 } = await import(
    /* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/readPart10'
  );
  try {
    return readPart10(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SessionError(`“${name}” is not a readable DICOM file: ${why}. Export it again.`);
  }
}
