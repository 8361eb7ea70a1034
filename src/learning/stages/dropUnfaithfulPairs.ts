import * as tf from '@tensorflow/tfjs';
import { spread } from '../../data/spread';
import { toChannels } from '../../data/toChannels';
import type { GeneratorLevel } from '../levels/generatorLevel';
import { structureContrast } from '../structureContrast';
import type { TrainingSession } from '../TrainingSession';

/**
 * Minimum contrast as a share of the real contrast; below it, the structures are practically missing in
 * generated images.
 */
const MIN_CONTRAST = 0.2;
/** Maximum number of examined examples. */
const MAX_EXAMPLES = 32;

/**
 * Excludes generated pairs from the training if the generator did not learn to draw the structures, as
 * happens with small ones in photographs: such a pair labels a structure that is not visible. Neither the
 * validation loss one step ahead nor the discriminator detects this (docs/accuracy.md). Restores the state of
 * the random numbers, so that later draws do not change.
 */
export async function dropUnfaithfulPairs(session: TrainingSession, level: GeneratorLevel): Promise<void> {
  const { shown, plan, random, position } = session;
  const examples = [...new Set(shown.training)].map((example) => example.plain());
  const pairs = spread([...examples, ...shown.validation], MAX_EXAMPLES);
  const { channels } = shown;
  const grey = (image: Float32Array) => toChannels(image, channels, 1);
  const { state } = random;
  const generated: Float32Array[] = [];
  for (let first = 0; first < pairs.length; first += plan.batch) {
    const masks = shown.masksOf(pairs.slice(first, first + plan.batch));
    const images = level.generate(masks);
    const values = (await images.data()) as Float32Array;
    tf.dispose([masks, images]);
    const length = plan.size ** 2 * channels;
    for (let at = 0; at < values.length; at += length) generated.push(grey(values.subarray(at, at + length)));
  }
  random.state = state;
  const real = pairs.map(({ image, labels }) => ({ image: grey(image), labels }));
  position.unfaithful = structureContrast(real, generated, plan.size, shown.classes) < MIN_CONTRAST;
}
