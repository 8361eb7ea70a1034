import { SegmentTable } from '../../extension/src/state/SegmentTable';

test('segments with the same name are one, whatever the case, and keep their index', () => {
  const table = new SegmentTable();
  expect(table.add('Ventricle', [1, 1, 1])).toBe(1);
  expect(table.add('Choroid', [2, 2, 2])).toBe(2);
  expect(table.add(' ventricle ', [3, 3, 3])).toBe(1);
  expect(table.add('Ventricle', undefined)).toBe(1);
  expect(table.segments).toEqual([
    { index: 1, name: 'Ventricle', colour: [3, 3, 3] },
    { index: 2, name: 'Choroid', colour: [2, 2, 2] },
  ]);
});
