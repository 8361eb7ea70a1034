import type { SeededRandom } from '../data/random';
import { Discriminator } from '../networks/Discriminator';
import { Generator, generatorLevelsFor } from '../networks/Generator';
import { GeneratorLevel } from './levels/generatorLevel';
import type { TrainingPlan } from './presets';
import type { SegmenterTask } from './SegmenterTraining';

const DISCRIMINATOR_LAYERS = 3;

/** A generator and a discriminator with random weights, ready to train. */
export function makeGeneratorLevel(
  { size, generatorWidth: width }: Pick<TrainingPlan, 'size' | 'generatorWidth'>,
  { channels, classes }: SegmenterTask,
  random: SeededRandom,
): GeneratorLevel {
  return new GeneratorLevel(
    new Generator({ size, width, levels: generatorLevelsFor(size), classes, channels }, random),
    new Discriminator({ classes, channels, width, layers: DISCRIMINATOR_LAYERS }, random),
  );
}
