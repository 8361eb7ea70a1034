import { imageKey, type ImageKey } from '../../../src/data/ImageKey';
import type { CodedConcept } from '../../../src/data/Segment';
import { ALGORITHM_NAME } from '../ohif/id';
import type { OhifSegmentation } from '../ohif/types';

/** How a frame's mask came about, as SEGs of this extension say in Frame Label. */
export type FrameOrigin = 'drawn' | 'predicted' | 'accepted' | 'corrected';

/** What an opened SEG says of itself. */
export interface SegSource {
  /** Whether this extension (or its command line) made it. */
  ownResult: boolean;
  /** How the masks of its frames came about, by image; empty where the SEG does not say. */
  frames: Map<ImageKey, FrameOrigin>;
  /** The coded types of its segments, by segment number; without the placeholder "Tissue". */
  types: Map<number, CodedConcept>;
}

type Item = Record<string, unknown>;

const ORIGINS: readonly string[] = ['corrected', 'accepted', 'drawn', 'predicted'] satisfies FrameOrigin[];
/** The name without the version. */
const PRODUCT = ALGORITHM_NAME.split(' ').slice(0, 2).join(' ');

/**
 * Reads the origin of a segmentation.
 *
 * @param instance the naturalised SEG that it was opened from; undefined for one that the reader made in the viewer
 */
export function readSegSource(
  { segments }: Pick<OhifSegmentation, 'segments'>,
  instance: object | undefined,
): SegSource {
  const seg = (instance ?? {}) as Item;
  const frames = new Map<ImageKey, FrameOrigin>();
  for (const group of itemsOf(seg.PerFrameFunctionalGroupsSequence)) {
    const label = String(itemsOf(group.FrameContentSequence)[0]?.FrameLabel ?? '');
    if (!ORIGINS.includes(label)) continue;
    for (const { ReferencedSOPInstanceUID: uid, ReferencedFrameNumber: frame } of sourcesOf(group)) {
      if (typeof uid !== 'string') continue;
      const key = imageKey(uid, Number(frame ?? 1));
      // Segments of one image may differ; the mask then needs as much review as the least reviewed of them.
      const before = frames.get(key);
      if (!before || ORIGINS.indexOf(label) > ORIGINS.indexOf(before)) frames.set(key, label as FrameOrigin);
    }
  }
  return {
    ownResult: seg.ManufacturerModelName === PRODUCT || madeByUs(segments),
    frames,
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
      return name.split(' ').slice(0, 2).join(' ') === PRODUCT;
    })
  );
}

function sourcesOf(group: Item): Item[] {
  return itemsOf(group.DerivationImageSequence).flatMap(({ SourceImageSequence }) =>
    itemsOf(SourceImageSequence),
  );
}

function typesOf(seg: Item): Map<number, CodedConcept> {
  const types = new Map<number, CodedConcept>();
  for (const { SegmentNumber, SegmentedPropertyTypeCodeSequence } of itemsOf(seg.SegmentSequence)) {
    const [code] = itemsOf(SegmentedPropertyTypeCodeSequence);
    const meaning = String(code?.CodeMeaning ?? '');
    const value = String(code?.CodeValue ?? '');
    // Writers give this type to segments of which they know none.
    if (!value || meaning === 'Tissue') continue;
    types.set(Number(SegmentNumber), { value, scheme: String(code.CodingSchemeDesignator ?? ''), meaning });
  }
  return types;
}

/** A naturalised sequence of one item may stand without its list. */
function itemsOf(sequence: unknown): Item[] {
  if (sequence === undefined || sequence === null) return [];
  return (Array.isArray(sequence) ? sequence : [sequence]) as Item[];
}
