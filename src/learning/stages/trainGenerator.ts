import * as tf from '@tensorflow/tfjs';
import type { GeneratorLevel } from '../levels/generatorLevel';
import { readLoss } from '../readLoss';
import type { GeneratedPair } from '../TrainingProgress';
import type { TrainingSession } from '../TrainingSession';

/** Approximate number of times that generated pairs are shown during the training of the generator. */
const SHOWINGS = 8;
const SHOWN_PAIRS = 4;

/** Trains level 1 alone: the generator learns from the examples before the segmenter uses its images. */
export async function trainGenerator(session: TrainingSession, level: GeneratorLevel): Promise<void> {
  const { position, plan, watch } = session;
  const { generatorSteps: steps } = plan;
  const began = watch.elapsedMs;
  for (let step = position.step + 1; step <= steps && !session.stopped; step++) {
    const losses = await generatorStep(session, level);
    watch.tick('generator');
    const show = step === 1 || step === steps || step % Math.max(1, Math.floor(steps / SHOWINGS)) === 0;
    const extra = show ? { pairs: await showPairs(session, level) } : {};
    session.report('generator', step, steps, losses, extra);
    await session.pause();
    position.step = step;
    await session.checkpoint();
  }
  session.seconds.generator += (watch.elapsedMs - began) / 1000;
  watch.restartStep();
}

/** Takes one step of generator and discriminator on a batch of real pairs. */
export async function generatorStep(
  { shown, plan }: TrainingSession,
  level: GeneratorLevel,
): Promise<{ generator: number; discriminator: number }> {
  const { images, masks } = shown.drawWholeBatch(plan.batch);
  const losses = level.step(masks, images);
  tf.dispose([images, masks]);
  const [generator, discriminator] = await Promise.all([
    readLoss(losses.generator, 'generator'),
    readLoss(losses.discriminator, 'discriminator'),
  ]);
  return { generator, discriminator };
}

async function showPairs(
  { shown, plan, input }: TrainingSession,
  level: GeneratorLevel,
): Promise<GeneratedPair[]> {
  const { size } = plan;
  const examples = [...new Set(shown.training)].slice(0, SHOWN_PAIRS).map((example) => example.plain());
  const masks = shown.masksOf(examples);
  const images = level.generate(masks);
  const values = await images.data();
  tf.dispose([masks, images]);
  const { channels } = shown;
  const length = size * size * channels;
  return examples.map(({ labels }, i) => ({
    size,
    channels,
    mask: labels.map((label) => (label === 0 ? 0 : input.segments[label - 1].index)),
    image: Uint8Array.from(values.subarray(i * length, (i + 1) * length), (v) => 127.5 * (v + 1)),
  }));
}
