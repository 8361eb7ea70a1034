import { imageKey, type ImageKey } from '../../../src/data/ImageKey';
import type { CodedConcept } from '../../../src/data/Segment';
import { itemOf, itemsOf, type Attributes } from '../../../src/dicom/Attributes';
import { propertyType } from '../../../src/dicom/codes';
import { modelOf } from '../../../src/dicom/modelOf';
import { PRODUCT } from '../../../src/dicom/product';
import type { FrameOrigin } from '../../../src/dicom/SegContent';
import type { OhifSegmentation } from '../ohif/types';

/** The origin of an opened SEG and its masks. */
export interface SegSource {
  /** Whether this extension (or its command line) made it. */
  ownResult: boolean;
  /** The origins of its frames' masks (Frame Label), by image; empty where the SEG does not record them. */
  frames: Map<ImageKey, FrameOrigin>;
  /** Id of the model that predicted them; null where it is unknown. */
  modelId: string | null;
  /** The coded types of its segments, by segment number; without the placeholder "Tissue". */
  types: Map<number, CodedConcept>;
}

/** From the most to the least reviewed. */
const ORIGINS: readonly string[] = ['corrected', 'accepted', 'drawn', 'predicted'] satisfies FrameOrigin[];

/**
 * Reads the origin of a segmentation.
 *
 * @param instance the naturalised SEG that it was opened from; undefined if the reader made it in the viewer
 */
export function readSegSource(
  { segments }: Pick<OhifSegmentation, 'segments'>,
  instance: object | undefined,
): SegSource {
  const seg = (instance ?? {}) as Attributes;
  const frames = new Map<ImageKey, FrameOrigin>();
  for (const group of itemsOf(seg, 'PerFrameFunctionalGroupsSequence')) {
    const label = String(itemOf(group, 'FrameContentSequence')?.FrameLabel ?? '');
    if (!ORIGINS.includes(label)) continue;
    for (const { ReferencedSOPInstanceUID: uid, ReferencedFrameNumber: frame } of sourcesOf(group)) {
      if (typeof uid !== 'string') continue;
      // One frame of a mask can be derived from several frames of an image.
      for (const number of [frame ?? 1].flat()) {
        const key = imageKey(uid, Number(number));
        // If the segments of one image differ, the least reviewed one determines the origin of the mask.
        const before = frames.get(key);
        if (!before || ORIGINS.indexOf(label) > ORIGINS.indexOf(before))
          frames.set(key, label as FrameOrigin);
      }
    }
  }
  return {
    ownResult: seg.ManufacturerModelName === PRODUCT.name || madeByUs(segments),
    frames,
    modelId: modelOf(seg),
    types: typesOf(seg),
  };
}

/** The viewer keeps the algorithm's name of each segment. */
function madeByUs(segments: OhifSegmentation['segments']): boolean {
  const present = Object.values(segments).filter((segment) => segment !== undefined);
  return (
    present.length > 0 &&
    present.every(({ algorithmName, cachedStats }) => {
      const name = algorithmName ?? cachedStats?.algorithmName ?? '';
      return name === PRODUCT.name || name.startsWith(`${PRODUCT.name} `);
    })
  );
}

function sourcesOf(group: Attributes): Attributes[] {
  return itemsOf(group, 'DerivationImageSequence').flatMap((derivation) =>
    itemsOf(derivation, 'SourceImageSequence'),
  );
}

function typesOf(seg: Attributes): Map<number, CodedConcept> {
  const types = itemsOf(seg, 'SegmentSequence').flatMap((segment) => {
    const type = propertyType(segment);
    return type ? [[Number(segment.SegmentNumber), type] as const] : [];
  });
  return new Map(types);
}
