import * as Comlink from 'comlink';
import { buffersOf } from '../learning/TrainingCheckpoint';
import type { TrainingEvents } from '../learning/TrainingInput';
import type { TrainingSnapshot } from '../learning/TrainingSnapshot';
import type { TrainCallbacks, TrainedModel, TrainingCheckpoint } from './protocol';

/** Minimum interval between progress reports, ms; reports that must not be missed ignore it. */
const REPORT_MS = 200;

/** Reports a training's progress, its models and its checkpoints to the other thread. */
export function reportTo(
  callbacks: TrainCallbacks,
  toModel: (snapshot: TrainingSnapshot) => TrainedModel,
): Pick<TrainingEvents, 'onProgress' | 'onImproved' | 'onResumable'> {
  let reported = -Infinity;
  return {
    onProgress: (progress) => {
      const now = performance.now();
      const needed =
        progress.pairs || progress.validationDice !== undefined || progress.step === progress.steps;
      if (!needed && now - reported < REPORT_MS) return;
      reported = now;
      callbacks.onProgress(progress);
    },
    onImproved: (better) => callbacks.onCheckpoint(toModel(better)),
    onResumable: callbacks.onResumable && ((checkpoint) => callbacks.onResumable?.(handOver(checkpoint))),
  };
}

/** Transfers the large arrays of a checkpoint to the other thread instead of copying them. */
function handOver(checkpoint: TrainingCheckpoint): TrainingCheckpoint {
  return Comlink.transfer(checkpoint, buffersOf(checkpoint.parts));
}
