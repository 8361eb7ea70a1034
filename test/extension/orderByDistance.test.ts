import type { ImageGeometry, Vector3 } from '../../src/data/Image';
import { distancesToDrawn, orderByDistance } from '../../extension/src/session/orderByDistance';

const plane = (origin: Vector3, rowCosines: Vector3, columnCosines: Vector3): ImageGeometry => ({
  origin,
  rowCosines,
  columnCosines,
  rowSpacing: 1,
  columnSpacing: 1,
  frameOfReferenceUID: 'frame',
});
const axial = (z: number) => ({ key: `z${z}`, geometry: plane([0, 0, z], [1, 0, 0], [0, 1, 0]) });
const coronal = (y: number) => ({ key: `y${y}`, geometry: plane([0, y, 0], [1, 0, 0], [0, 0, -1]) });

test('images nearest to a drawn mask come first', () => {
  const images = [0, 2, 4, 6, 8].map(axial);
  const distances = distancesToDrawn(images, [[5, 5, 6]], new Set());
  expect(distances).toEqual([6, 4, 2, 0, 2]);
  expect(orderByDistance(distances)).toEqual([3, 2, 4, 1, 0]);
});

test('a series in another orientation begins where the drawn structure lies', () => {
  const images = [0, 10, 20, 30].map(coronal);
  expect(orderByDistance(distancesToDrawn(images, [[5, 21, 6]], new Set()))[0]).toBe(2);
});

test('without positions the order in the series counts, from the drawn images or from the middle', () => {
  const images = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key }));
  expect(distancesToDrawn(images, [[0, 0, 0]], new Set(['b']))).toEqual([1, 0, 1, 2, 3]);
  expect(distancesToDrawn(images, [], new Set())).toEqual([2, 1, 0, 1, 2]);
});
