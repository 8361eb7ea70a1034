import type { BackendName } from '../backends/BackendStatus';
import type { TrainingPlan } from '../learning/presets';
import { ingredientsOf } from '../learning/recipe';
import { ENOUGH_EXAMPLES } from '../learning/splitExamples';
import type { TrainingSnapshot } from '../learning/TrainingSnapshot';
import { modelId } from '../storage/modelId';
import type { ModelSummary, Preset } from './protocol';

/** Summarises a trained model for the user. */
export function modelSummary(
  snapshot: TrainingSnapshot,
  { plan, preset, examples }: { plan: TrainingPlan; preset: Preset; examples: number },
  backend: BackendName,
): ModelSummary {
  const { description, stopped, seconds, learnt, heldOut } = snapshot;
  const { search } = learnt;
  const crossValidated = search !== null && (examples < ENOUGH_EXAMPLES || !heldOut);
  return {
    id: modelId(description, snapshot.weights),
    segments: description.segments,
    preset,
    backend,
    validationDice: crossValidated ? search.best.dice : snapshot.validationDice,
    validatedOn: crossValidated ? 'cross-validated' : heldOut ? 'held-out' : 'same',
    ingredients: ingredientsOf(plan, snapshot),
    stopped,
    size: description.network.size,
    fieldMm: description.field.edgeMm,
    seconds,
  };
}
