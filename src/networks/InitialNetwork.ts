import type { Weights } from './Parameters';

/** A pretrained network from which a training starts. */
export interface InitialNetwork {
  /** Number of times it halves the resolution. */
  levels: number;
  weights: Weights;
}
