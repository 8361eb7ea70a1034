import type { ReviewStore } from '../../../src/review/ReviewStore';
import type { PredictedMasks } from '../adapters/PredictedMasks';
import type { RestoredMasks } from '../adapters/RestoredMasks';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { ExampleScanner } from './ExampleScanner';
import type { Rounds } from './Rounds';
import type { SessionStore } from './SessionStore';

/** The parts of a session that are saved, or that show what is restored. */
export interface SavedParts {
  readonly store: SessionStore;
  readonly review: ReviewStore;
  readonly index: ViewerIndex;
  readonly scanner: ExampleScanner;
  readonly predicted: PredictedMasks;
  readonly restored: RestoredMasks;
  readonly rounds: Rounds;
}
