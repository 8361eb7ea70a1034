import type { ModelDescription } from '../data/ModelDescription';
import type { Weights } from '../networks/Parameters';

/** Odd constants, one for each 32 bits of an id; any would do, but another one gives other ids. */
const LANES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];

/**
 * Identifies a model by what it is: 32 hexadecimal digits that depend on its segments and weights. The same training gives the
 * same id; it says nothing of names that a model has, and is no protection against forgery.
 */
export function modelId({ segments }: Pick<ModelDescription, 'segments'>, weights: Weights): string {
  const named = segments.map(({ index, name }) => [index, name]);
  const shapes = [...weights].map(([name, { shape }]) => [name, shape]);
  const state = Uint32Array.from(LANES);
  mix(
    state,
    Uint32Array.from(JSON.stringify([named, shapes]), (letter) => letter.codePointAt(0) ?? 0),
  );
  for (const { values } of weights.values()) {
    mix(state, new Uint32Array(values.buffer, values.byteOffset, values.length));
  }
  return [...state].map((lane) => finish(lane).toString(16).padStart(8, '0')).join('');
}

/** Multiplies, rotates and adds each word into each lane. */
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

/** Spreads the last words over all bits. */
function finish(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), LANES[1]);
  hash = Math.imul(hash ^ (hash >>> 13), LANES[2]);
  return (hash ^ (hash >>> 16)) >>> 0;
}
