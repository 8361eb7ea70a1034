import { VERSION } from '../data/version';
import type { BackendName } from '../backends/BackendStatus';
import type { TrainingPlan } from '../learning/presets';
import { ingredientsOf } from '../learning/recipe';
import type { TrainingSnapshot } from '../learning/TrainingSnapshot';
import { modelId } from '../storage/modelId';
import { defaultName } from './defaultName';
import type { ModelSummary, Preset, TrainedOn } from './protocol';

/** What is known about a training beside its result. */
interface TrainingFacts {
  plan: TrainingPlan;
  preset: Preset;
  /** Number of examples. */
  examples: number;
  trainedOn?: TrainedOn;
  /** The model's name; its segments' names by default. */
  name?: string;
}

/** Summarises a trained model for the user. */
export function modelSummary(
  snapshot: TrainingSnapshot,
  { plan, preset, examples, trainedOn, name }: TrainingFacts,
  backend: BackendName,
): ModelSummary {
  const { description, stopped, seconds, heldOut } = snapshot;
  return {
    id: modelId(description, snapshot.weights),
    name: name ?? defaultName(description.segments),
    segments: description.segments,
    channels: description.network.channels ?? 1,
    trainedOn: { modalities: [], bodyParts: [], units: [], ...trainedOn, images: examples },
    software: VERSION,
    preset,
    backend,
    validationDice: snapshot.validationDice,
    validatedOn: heldOut ? 'held-out' : 'same',
    ...(heldOut && { validationImages: snapshot.validationImages.length }),
    ingredients: ingredientsOf(plan, snapshot),
    stopped,
    size: description.network.size,
    fieldMm: description.field.edgeMm,
    seconds,
  };
}
