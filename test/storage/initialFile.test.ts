import { readInitial, writeInitial } from '../../src/storage/initialFile';

const network = {
  levels: 4,
  weights: new Map([
    ['a', { shape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, -6.5]) }],
    ['b', { shape: [1], values: Float32Array.from([0.1]) }],
  ]),
};

describe('file of the pretrained network', () => {
  const buffer = writeInitial(network).buffer as ArrayBuffer;

  it('gives back what was written, in half precision', () => {
    const { levels, weights } = readInitial(buffer);
    expect(levels).toBe(4);
    expect(weights.get('a')).toEqual(network.weights.get('a'));
    expect(weights.get('b')?.values[0]).toBeCloseTo(0.1, 4);
    expect(weights.get('b')?.values[0]).not.toBe(network.weights.get('b')?.values[0]);
  });

  it('aligns its weights, whatever the length of its header', () => {
    for (const name of ['a', 'ab']) {
      const { buffer } = writeInitial({
        levels: 4,
        weights: new Map([[name, { shape: [1], values: Float32Array.of(2) }]]),
      });
      expect(readInitial(buffer as ArrayBuffer).weights.get(name)?.values).toEqual(Float32Array.of(2));
    }
  });

  it('says what is wrong with one that cannot be used', () => {
    expect(() => readInitial(new ArrayBuffer(2))).toThrow(/too short/);
    expect(() => readInitial(new Uint8Array(9).fill(255).buffer)).toThrow(
      /damaged.*reinstall Few-Shot Segment/,
    );
    expect(() => readInitial(buffer.slice(0, buffer.byteLength - 2))).toThrow(/cut off/);
    const other = new Uint8Array(buffer.slice(0));
    other[6] = 'x'.charCodeAt(0);
    expect(() => readInitial(other.buffer)).toThrow(/another version or damaged/);
  });
});
