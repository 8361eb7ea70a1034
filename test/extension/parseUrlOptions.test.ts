import { parseUrlOptions } from '../../extension/src/session/parseUrlOptions';

test('an address that says nothing leaves the defaults', () => {
  expect(parseUrlOptions('?StudyInstanceUIDs=1.2')).toEqual({ backend: 'auto', seed: 1, problems: [] });
});

test('backend, seed and overrides are read', () => {
  const overrides = encodeURIComponent('{"size":64,"segmenterSteps":5}');
  expect(parseUrlOptions(`?fewShotBackend=WASM&fewShotSeed=7&fewShotOverrides=${overrides}`)).toEqual({
    backend: 'wasm',
    seed: 7,
    overrides: { size: 64, segmenterSteps: 5 },
    problems: [],
  });
});

test.each([
  ['fewShotBackend=cuda', /cuda.*webgpu, wasm or cpu/],
  ['fewShotSeed=-1', /fewShotSeed=-1.*whole number/],
  ['fewShotSeed=', /whole number/],
  ['fewShotSeed=1.5', /whole number/],
  ['fewShotOverrides={', /fewShotOverrides.*not valid/],
  ['fewShotOverrides={"size":50}', /not valid \(size\)/],
  ['fewShotOverrides={"depth":3}', /not valid/],
])('%s is explained, and the default stays', (query, message) => {
  const { problems, backend, seed, overrides } = parseUrlOptions(query);
  expect(problems).toEqual([expect.stringMatching(message)]);
  expect({ backend, seed, overrides }).toEqual({ backend: 'auto', seed: 1, overrides: undefined });
});
