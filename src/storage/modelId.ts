import type { ModelDescription } from '../data/ModelDescription';
import type { Weights } from '../networks/Parameters';

/** Odd constants, one per 32 bits of an id. Changing them changes all ids. */
const LANES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];

/**
 * Computes a model's id from its content: 32 hexadecimal digits that depend on its weights and the values of
 * its segments. Identical trainings give identical ids. A model keeps its id, and with it all that goes by
 * the id, when the model or its segments are renamed. The id does not protect against forgery.
 */
export function modelId({ segments }: Pick<ModelDescription, 'segments'>, weights: Weights): string {
  const indices = segments.map(({ index }) => index);
  const shapes = [...weights].map(([name, { shape }]) => [name, shape]);
  const state = Uint32Array.from(LANES);
  mix(
    state,
    Uint32Array.from(JSON.stringify([indices, shapes]), (letter) => letter.codePointAt(0) ?? 0),
  );
  for (const { values } of weights.values()) {
    mix(state, new Uint32Array(values.buffer, values.byteOffset, values.length));
  }
  return [...state].map((lane) => finish(lane).toString(16).padStart(8, '0')).join('');
}

/** Mixes every word into every lane by xor, multiplication and rotation. */
function mix(state: Uint32Array, words: Uint32Array): void {
  LANES.forEach((factor, lane) => {
    let hash = state[lane];
    for (let i = 0; i < words.length; i++) {
      hash = Math.imul(hash ^ words[i], factor);
      hash = ((hash << 13) | (hash >>> 19)) + lane;
    }
    state[lane] = hash;
  });
}

/** Spreads the influence of the last words over all bits. */
function finish(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), LANES[1]);
  hash = Math.imul(hash ^ (hash >>> 13), LANES[2]);
  return (hash ^ (hash >>> 16)) >>> 0;
}
