import type { Random } from '../../../src/data/random';
import { seededRandom } from '../../../src/data/random';

/** A random source that can be reset, so that two networks drop the same activations. */
export class Noise {
  private random: Random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  readonly next: Random = () => this.random();

  restart(seed: number): void {
    this.random = seededRandom(seed);
  }
}
