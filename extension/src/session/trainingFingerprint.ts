import type { TrainRequest } from '../../../src/worker/protocol';

/**
 * A text that is equal for two requests that lead to the same training: the same images, masks, segments and
 * settings. An interrupted training continues only with an equal request.
 */
export function trainingFingerprint(request: Omit<TrainRequest, 'resume'>): string {
  const { examples, toPredict = [], between = [], segments, preset, seed, overrides, start } = request;
  return JSON.stringify({
    examples: examples.map(({ image, labelmap, known, weight = 1 }) => {
      return [image.id, hash(labelmap), known ? hash(known) : 'all', weight];
    }),
    toPredict: toPredict.map(({ seriesId }) => seriesId),
    between: between.map(({ id }) => id),
    segments: segments.map(({ index, name }) => [index, name]),
    preset,
    seed,
    overrides,
    start: start?.summary.id,
  });
}

/** FNV-1a, 32 bits. */
function hash(values: Uint8Array): number {
  let result = 0x811c9dc5;
  for (let i = 0; i < values.length; i++) result = Math.imul(result ^ values[i], 0x01000193);
  return result >>> 0;
}
