import type { ModelDescription } from '../data/ModelDescription';
import type { InitialNetwork } from '../networks/InitialNetwork';
import { splitMembers } from '../networks/members';
import type { Weights } from '../networks/Parameters';
import type { TrainingPlan } from './presets';
import type { PartsState } from './TrainingCheckpoint';

/** A trained model from which a training goes on, with more or with corrected examples. */
export interface TrainingStart {
  description: ModelDescription;
  weights: Weights;
  /**
   * The whole state in which its training ended, if that is at hand: generator, discriminator and outer
   * level go on, too. Without it, the training goes on with the segmenter alone.
   */
  ended?: EndedTraining;
}

/** The state of a training after its last step. */
export interface EndedTraining {
  plan: TrainingPlan;
  parts: PartsState;
  /** Duration of a step of the segmenter, ms; undefined if it took none. */
  stepMs?: number;
}

/** Highest learning rate: higher than where a training ends, lower than where it begins. */
const RATE = 1e-3;
/**
 * Share of the steps after which the examples that the outer level is validated on train as well.
 */
const INCLUDE_VALIDATION_AT = 0.5;

/**
 * The plan of a training that goes on from a model: the networks have the model's shapes, and the rest is
 * the asked plan's. The generator goes on only with its state.
 */
export function planFromStart(plan: TrainingPlan, { description, ended }: TrainingStart): TrainingPlan {
  const { kind, size, width } = description.network;
  const goesOn = {
    ...plan,
    segmenter: kind,
    size,
    width,
    members: 1,
    segmenterRate: RATE,
    initialises: false,
  };
  const generates = ended !== undefined && ended.parts.generator !== undefined;
  if (!generates) return { ...goesOn, generatorSteps: 0, outerEvery: undefined, includeValidationAt: 0 };
  const { generatorSteps, generatorWidth, syntheticPerBatch, outerEvery } = ended.plan;
  return {
    ...goesOn,
    generatorSteps,
    generatorWidth,
    syntheticPerBatch,
    outerEvery,
    generatesWithinScene: false,
    includeValidationAt: outerEvery ? INCLUDE_VALIDATION_AT : 0,
  };
}

/** The segmenter's weights; of a model of several networks, those of the first. */
export function networkFromStart({ description, weights }: TrainingStart): InitialNetwork {
  const { levels, members = 1 } = description.network;
  const [first] = splitMembers(weights, members);
  // Statistics are measured again.
  const learnt = [...first].filter(([name]) => !/\.(mean|variance)$/.test(name));
  return { levels, weights: new Map(learnt) };
}
