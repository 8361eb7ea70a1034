import type { ExampleInfo, SegmentInfo } from '../../extension/src/state/SessionState';
import { trainingAdvice, trainingBlockers } from '../../extension/src/session/trainingBlockers';

const segments: SegmentInfo[] = [{ index: 1, name: 'Ventricle', colour: [255, 0, 0] }];

const example = (imageNumber: number, change: Partial<ExampleInfo> = {}): ExampleInfo => ({
  key: `image-${imageNumber}#1`,
  series: 'axial',
  seriesNumber: '3',
  seriesLabel: 'T1 axial',
  imageNumber: String(imageNumber),
  kind: 'drawn',
  included: true,
  segments: [{ index: 1, pixels: 40 }],
  pixels: 100,
  ...change,
});
const nothing = (imageNumber: number) => example(imageNumber, { kind: 'nothing', segments: [] });

describe('trainingBlockers', () => {
  test('two drawn images, or a drawn one and one without the structure, are enough', () => {
    expect(trainingBlockers([example(1), example(2)], segments)).toEqual([]);
    expect(trainingBlockers([example(1), nothing(2)], segments)).toEqual([]);
  });

  test.each([
    ['no mask at all', [], /No mask yet/],
    ['only images without the structure', [nothing(1), nothing(2)], /Draw the structure on at least one/],
    ['one mask', [example(1)], /Only one image has a mask/],
    ['one included', [example(1), example(2, { included: false })], /Only one image is included/],
    [
      'all masks excluded',
      [example(1, { included: false }), nothing(2)],
      /Every image with a mask is excluded/,
    ],
  ])('%s blocks', (_, examples, message) => {
    expect(trainingBlockers(examples, segments)[0]).toMatch(message);
  });

  test('names the image whose mask is empty, full or a slip of the mouse', () => {
    const empty = example(7, { segments: [] });
    const full = example(8, { segments: [{ index: 1, pixels: 100 }] });
    const speck = example(9, { segments: [{ index: 1, pixels: 1 }] });
    const blockers = trainingBlockers([example(1), empty, full, speck], segments);
    expect(blockers[0]).toMatch(/empty/);
    expect(blockers[0]).toMatch(/image 7 of series 3 \(T1 axial\)/);
    expect(blockers[1]).toMatch(/covers every pixel of image 8/);
    expect(blockers[2]).toMatch(/“Ventricle” is a single pixel on image 9/);
  });

  test('masks that are excluded do not block', () => {
    const speck = example(9, { segments: [{ index: 1, pixels: 1 }], included: false });
    expect(trainingBlockers([example(1), example(2), speck], segments)).toEqual([]);
  });
});

describe('trainingAdvice', () => {
  test('recommends an image without the structure', () => {
    expect(trainingAdvice([example(1), example(2)], segments)).toEqual([
      expect.stringMatching(/nothing here/),
    ]);
    expect(trainingAdvice([example(1), example(2), nothing(3)], segments)).toEqual([]);
  });

  test('names a segment that is drawn only once', () => {
    const two: SegmentInfo[] = [...segments, { index: 2, name: 'Choroid', colour: [0, 0, 255] }];
    const both = example(1, {
      segments: [
        { index: 1, pixels: 40 },
        { index: 2, pixels: 9 },
      ],
    });
    expect(trainingAdvice([both, example(2), nothing(3)], two)).toEqual([
      expect.stringMatching(/“Choroid” is drawn on one/),
    ]);
  });
});
