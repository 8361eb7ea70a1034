import type { Attributes } from './Attributes';
import { ARTIFICIAL_INTELLIGENCE, codeSequence, TISSUE } from './codes';
import { dicomText } from './dicomText';
import { modelParameter } from './modelOf';
import { earlierTracking } from './predecessor';
import dcmjs from './quietDcmjs';
import type { SegContent, SegSegment } from './SegContent';
import type { SegFrame } from './SegFrame';

/** Default colours of segments: red, green, violet and yellow. */
const COLOURS = [
  [221, 84, 84],
  [77, 228, 121],
  [166, 70, 235],
  [189, 180, 116],
] as const;

/** The Segment Sequence: the meaning of each segment, and how it was made. */
export function segmentItems(
  content: Pick<SegContent, 'segments' | 'algorithm' | 'predecessor'>,
  frames: readonly SegFrame[],
  makeUid: (purpose: string) => string,
): Attributes[] {
  const { segments, algorithm } = content;
  return segments.map((segment, i) => {
    const name = dicomText(segment.name) || `Segment ${i + 1}`;
    const own = frames.filter(({ segmentNumber, image }) =>
      segmentNumber === 0 ? image.labelmap?.includes(segment.index) : segmentNumber === i + 1,
    );
    const type = algorithmType(own, algorithm.interactive);
    return {
      SegmentNumber: i + 1,
      SegmentLabel: name,
      SegmentedPropertyCategoryCodeSequence: codeSequence(segment.category ?? TISSUE),
      SegmentedPropertyTypeCodeSequence: codeSequence(segment.type ?? TISSUE),
      SegmentAlgorithmType: type,
      // The standard requires the algorithm's name unless the segment was drawn by hand.
      ...(type === 'MANUAL' ? {} : algorithmName(algorithm)),
      RecommendedDisplayCIELabValue: labColour(segment, i),
      TrackingID: name,
      TrackingUID: earlierTracking(content, name) ?? makeUid(`tracking of segment ${i + 1}`),
    };
  });
}

/** Segment Algorithm Type: MANUAL only if all of the segment's frames were drawn. */
export function algorithmType(frames: readonly SegFrame[], interactive: boolean): string {
  const drawn = frames.length > 0 && frames.every(({ image }) => image.origin === 'drawn');
  if (drawn) return 'MANUAL';
  return interactive ? 'SEMIAUTOMATIC' : 'AUTOMATIC';
}

function algorithmName({ name, version, modelId }: SegContent['algorithm']): Attributes {
  if (!modelId) return { SegmentAlgorithmName: dicomText(name) };
  return {
    SegmentAlgorithmName: dicomText(name),
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: codeSequence(ARTIFICIAL_INTELLIGENCE),
        AlgorithmName: dicomText(name),
        AlgorithmVersion: dicomText(version),
        AlgorithmParameters: modelParameter(modelId),
      },
    ],
  };
}

/** The segment's colour, or the default of the segment in this place: red, green and blue, 0..255. */
export function displayColour({ colour }: SegSegment, i: number): readonly number[] {
  return colour ?? COLOURS[i % COLOURS.length];
}

function labColour(segment: SegSegment, i: number): number[] {
  const rgb = displayColour(segment, i);
  return dcmjs.data.Colors.rgb2DICOMLAB(rgb.map((component) => component / 255)).map((value) =>
    Math.min(65535, Math.max(0, Math.round(value))),
  );
}
