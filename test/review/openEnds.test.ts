import { openEnds } from '../../src/review/openEnds';

/** Pixels of each image's mask; a known one is a string. */
const series = (...masks: (number | string)[]) =>
  masks.map((mask) => ({ pixels: Number(mask), known: typeof mask === 'string' }));

test('a structure that is still large on the outermost drawn image and fades out soon is open there', () => {
  expect(openEnds(series(0, 0, 10, '90', 100, '100', 60, 10, 0, 0))).toEqual([
    { from: 3, ask: 2 },
    { from: 5, ask: 7 },
  ]);
});

test('a prediction that goes on to the last image asks for that image', () => {
  expect(openEnds(series('0', 50, '90', 100, 90, 80))).toEqual([{ from: 2, ask: 5 }]);
});

test.each([
  ['drawn to its small end', series('0', '5', 80, '100', 80, '5', 0)],
  ['bounded by images without it', series('0', 50, '100', 50, '0', 0)],
  ['followed by the prediction for long', series('0', '100', 95, 90, 80, 70, 60, 50, 40, 10, 0)],
  ['drawn on the last image', series('0', 50, '100')],
  ['drawn nowhere', series(0, 50, 100, 50, 0)],
  ['not predicted yet', [...series('0', 50, '100'), { pixels: undefined, known: false }]],
])('a structure is not open where it is %s', (_, images) => {
  expect(openEnds(images)).toEqual([]);
});
