import * as tf from '@tensorflow/tfjs';
import { spread } from '../../data/spread';
import { toChannels } from '../../data/toChannels';
import type { GeneratorLevel } from '../levels/generatorLevel';
import { structureContrast } from '../structureContrast';
import type { TrainingSession } from '../TrainingSession';

/** Less than this share of the real contrast, and the structures are as good as missing in what is generated. */
const MIN_CONTRAST = 0.2;
/** Examples that are looked at, at most. */
const MAX_EXAMPLES = 32;

/**
 * Leaves generated pairs out of the training when the generator did not learn to draw the structures, as happens with small
 * ones in photographs: then such a pair says that something is where nothing can be seen. Neither the validation loss one step
 * ahead nor the discriminator notices (docs/accuracy.md). Draws no random numbers that anything behind it would miss.
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
