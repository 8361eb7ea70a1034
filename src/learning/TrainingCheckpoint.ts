import type { SeededRandom } from '../data/random';
import type { Weights } from '../networks/Parameters';
import type { OptimiserState } from '../ops/optimisers/Moments';
import type { GeneratorLevel, GeneratorLevelState } from './levels/generatorLevel';
import type { OuterLevel } from './levels/outerLevel';
import type { MixingWeight } from './MixingWeight';
import type { TrainingPlan } from './presets';
import type { SegmenterTraining } from './SegmenterTraining';
import type { TrainingSnapshot } from './TrainingSnapshot';

/** All parts whose state changes during training. */
export interface TrainingParts {
  random: SeededRandom;
  segmenter: SegmenterTraining;
  generatorLevel: GeneratorLevel | undefined;
  mixing: MixingWeight | undefined;
  outerLevel: OuterLevel | undefined;
}

/** {@link TrainingParts} as plain values: copies that later steps do not change. */
export interface PartsState {
  random: number;
  segmenter: Weights;
  segmenterOptimiser: OptimiserState;
  average: { weights: Weights; steps: number };
  generator?: {
    weights: Weights;
    architecture: Weights;
    discriminator: Weights;
    optimisers: GeneratorLevelState;
  };
  mixing?: Weights;
  outerOptimiser?: OptimiserState;
}

/** Progress of a training and its best result so far. */
export interface TrainingPosition {
  stage: 'generator' | 'segmenter' | 'members';
  /** Completed steps of this stage; in the stage `members`, of the current member. */
  step: number;
  /** Steps of the segmenter taken before the generator is trained, see `beginSegmenter`. */
  begun: number;
  best: TrainingSnapshot | undefined;
  /** For early stopping: the step of the last clear improvement, and the Dice reached there. */
  lastGain: number;
  bestForPatience: number;
  /**
   * Whether generated pairs are excluded because they do not show the structures, see `dropUnfaithfulPairs`.
   */
  unfaithful: boolean;
  /** Completed networks while further members are trained. */
  finished: Weights[];
}

/**
 * The state of a training after one of its steps, as plain values that remain valid after its Worker and its
 * backend are gone. Resumed with the same examples, the training continues as if it had not been interrupted;
 * on another backend, up to rounding.
 */
export interface TrainingCheckpoint extends TrainingPosition {
  /** The plan that the networks were built for; a plan for another backend would not fit them. */
  plan: TrainingPlan;
  parts: PartsState;
  elapsedMs: number;
  seconds: TrainingSnapshot['seconds'];
}

/** Copies the state of all parts from the backend. No training step may run at the same time. */
export async function readParts(parts: TrainingParts): Promise<PartsState> {
  const { random, segmenter, generatorLevel, mixing, outerLevel } = parts;
  const { average, level } = segmenter;
  const state: PartsState = {
    random: random.state,
    segmenter: await segmenter.segmenter.parameters.read(),
    segmenterOptimiser: await level.optimiser.read(),
    average: { weights: await average.averaged.parameters.read(), steps: average.steps },
    mixing: await mixing?.parameters.read(),
    outerOptimiser: await outerLevel?.optimiser.read(),
  };
  if (generatorLevel) {
    const { generator, discriminator } = generatorLevel;
    state.generator = {
      weights: await generator.parameters.read(),
      architecture: await generator.architecture.read(),
      discriminator: await discriminator.parameters.read(),
      optimisers: await generatorLevel.read(),
    };
  }
  return state;
}

/**
 * Restores the state of all parts.
 *
 * @throws Error when the state belongs to networks of other shapes
 */
export function writeParts(parts: TrainingParts, state: PartsState): void {
  const { random, segmenter, generatorLevel, mixing, outerLevel } = parts;
  const { average, level } = segmenter;
  random.state = state.random;
  segmenter.segmenter.parameters.write(state.segmenter);
  level.optimiser.write(state.segmenterOptimiser);
  if (mixing && state.mixing) mixing.parameters.write(state.mixing);
  if (outerLevel && state.outerOptimiser) outerLevel.optimiser.write(state.outerOptimiser);
  average.averaged.parameters.write(state.average.weights);
  average.steps = state.average.steps;
  if (!generatorLevel) return;
  if (!state.generator) throw new Error('The interrupted training had no generator, the one to go on has.');
  generatorLevel.generator.parameters.write(state.generator.weights);
  generatorLevel.generator.architecture.write(state.generator.architecture);
  generatorLevel.discriminator.parameters.write(state.generator.discriminator);
  generatorLevel.write(state.generator.optimisers);
}

/**
 * The buffers of the parts, which may be transferred instead of copied. The buffers of `best` remain in use
 * and are not included.
 */
export function buffersOf(parts: PartsState): ArrayBuffer[] {
  const { segmenter, segmenterOptimiser, average, generator, mixing, outerOptimiser } = parts;
  const weights = [segmenter, average.weights, ...(mixing ? [mixing] : [])];
  const moments = [...segmenterOptimiser.moments, ...(outerOptimiser?.moments ?? [])];
  if (generator) {
    weights.push(generator.weights, generator.architecture, generator.discriminator);
    const { optimisers } = generator;
    moments.push(...optimisers.generator.moments, ...optimisers.discriminator.moments);
  }
  const values = weights.flatMap((map) => [...map.values()].map((entry) => entry.values));
  return [...values, ...moments].map(({ buffer }) => buffer as ArrayBuffer);
}
