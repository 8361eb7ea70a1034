import { heatColours } from '../../extension/src/adapters/heatColours';
import { uncertainty } from '../../src/inference/uncertainty';

test('uncertainty is largest where the two most probable classes are equal', () => {
  const binary = Float32Array.of(1, 0, 0.5, 0.5, 0.25, 0.75);
  expect([...uncertainty(binary, 2)]).toEqual([0, 255, 128]);
  const three = Float32Array.of(0.4, 0.2, 0.4, 0.125, 0.75, 0.125);
  expect([...uncertainty(three, 3)]).toEqual([255, 96]);
});

test('its colours get brighter and more opaque', () => {
  const colours = heatColours(Uint8Array.of(0, 100, 255));
  const light = [0, 1, 2].map((i) => colours[4 * i] + colours[4 * i + 1] + colours[4 * i + 2]);
  const alpha = [0, 1, 2].map((i) => colours[4 * i + 3]);
  expect(alpha[0]).toBe(0);
  expect(alpha[2]).toBeLessThan(255);
  for (const values of [light, alpha]) expect([...values].sort((a, b) => a - b)).toEqual(values);
});
