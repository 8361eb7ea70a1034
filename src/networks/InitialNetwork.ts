import type { Weights } from './Parameters';

/** A network that learnt other things before, for a training to begin with. */
export interface InitialNetwork {
  /** How often it halves the resolution. */
  levels: number;
  weights: Weights;
}
