import type { BackendName } from '../backends/BackendStatus';
import type { TrainingSnapshot } from '../learning/train';
import type { ModelSummary, Preset } from './protocol';

/** What the reader is told about a trained model. */
export function modelSummary(snapshot: TrainingSnapshot, preset: Preset, backend: BackendName): ModelSummary {
  const { description, validationDice, validationImages, stopped, seconds } = snapshot;
  return {
    segments: description.segments,
    preset,
    backend,
    validationDice,
    validationImages,
    stopped,
    size: description.network.size,
    fieldMm: description.field.edgeMm,
    seconds,
  };
}
