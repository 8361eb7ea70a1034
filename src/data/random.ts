/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A source whose position in its sequence can be read and set, so that an interrupted training can resume.
 */
export interface SeededRandom {
  (): number;
  /** A 32-bit integer; the same state is always followed by the same numbers. */
  state: number;
}

/** mulberry32: a small seeded generator, good enough for augmentation and initial weights. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Object.defineProperty(next as SeededRandom, 'state', {
    get: () => state,
    set: (value: number) => (state = value >>> 0),
  });
}

/** A number from the standard normal distribution (Box-Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A uniformly distributed number in [low, high). */
export function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Numbers 0 or `one`, each with probability 1/2. One call of `random` gives 32 of them. */
export function randomBits(count: number, one: number, random: Random): Float32Array {
  const bits = new Float32Array(count);
  for (let start = 0; start < count; start += 32) {
    const word = Math.floor(random() * 2 ** 32);
    const end = Math.min(start + 32, count);
    for (let i = start; i < end; i++) bits[i] = ((word >>> (i - start)) & 1) * one;
  }
  return bits;
}
