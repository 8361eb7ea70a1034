import type { Channels } from '../data/Channels';
import type { Example } from '../data/Image';
import { seededRandom, uniform } from '../data/random';
import type { TrainingPlan } from './presets';
import type { TrainingInput } from './TrainingInput';

/** Edge of the images, pixels; nothing of the GPU depends on it. */
const EDGE = 64;
/** Examples beyond these change no shapes. */
const MAX_EXAMPLES = 64;

/** A training on images of noise, for its shapes alone. */
export function noiseInput(
  { channels, segments, examples: count }: { channels: Channels; segments: number; examples: number },
  plan: TrainingPlan,
): TrainingInput {
  const random = seededRandom(0);
  const examples = Array.from({ length: Math.max(2, Math.min(count, MAX_EXAMPLES)) }, (_, i): Example => {
    const pixels = Float32Array.from({ length: EDGE * EDGE * channels }, () => uniform(random, 0, 255));
    const labelmap = Uint8Array.from({ length: EDGE * EDGE }, (__, at) => at % (segments + 1));
    return {
      image: { id: `${i}`, seriesId: 'noise', rows: EDGE, columns: EDGE, channels, pixels },
      labelmap,
    };
  });
  return {
    examples,
    intensities: new Map([['noise', examples[0].image.pixels]]),
    segments: Array.from({ length: segments }, (_, i) => ({ index: i + 1, name: `${i}` })),
    plan,
    seed: 0,
  };
}
