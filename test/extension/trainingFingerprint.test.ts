import { trainingFingerprint } from '../../extension/src/session/trainingFingerprint';
import type { TrainRequest } from '../../src/worker/protocol';
import { phantomExample } from '../support/phantom';

const example = phantomExample(0);
const request: Omit<TrainRequest, 'resume'> = {
  examples: [example],
  intensities: [],
  segments: [{ index: 1, name: 'Structure' }],
  preset: 'fast',
  seed: 1,
};

describe('what an interrupted training continues with', () => {
  it('is an equal request', () => {
    expect(trainingFingerprint({ ...request, examples: [phantomExample(0)] })).toBe(
      trainingFingerprint(request),
    );
  });

  const pixels = example.labelmap.length;
  it.each<[string, Partial<TrainRequest>]>([
    ['mask', { examples: [{ ...example, labelmap: new Uint8Array(pixels) }] }],
    ['known part of a mask', { examples: [{ ...example, known: new Uint8Array(pixels).fill(1, 0, 9) }] }],
    ['weight of an example', { examples: [{ ...example, weight: 2 }] }],
    ['preset', { preset: 'balanced' }],
    ['name of a segment', { segments: [{ index: 1, name: 'Another' }] }],
  ])('is none with another %s', (_, change) => {
    expect(trainingFingerprint({ ...request, ...change })).not.toBe(trainingFingerprint(request));
  });
});
