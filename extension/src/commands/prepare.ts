import { shownColour } from '../adapters/shownColour';
import type { Command } from './Command';

/**
 * Starts the engine, and compiles what the training that the panel shows will need, while the reader still
 * draws.
 */
export const prepare: Command<'fewShotPrepare'> = async ({ engine, index, store }) => {
  const { preset, segments, examples, shownImage, training, prediction } = store.getState();
  if (training.phase !== 'idle' || prediction.running) return;
  const backend = await engine
    .prepare({
      preset,
      channels: shownImage !== undefined && shownColour(index, shownImage) ? 3 : 1,
      segments: Math.max(1, segments.length),
      examples: examples.filter(({ included }) => included).length,
    })
    // What fails is explained when the engine is needed.
    .catch(() => undefined);
  if (backend && engine.running) store.setState({ backend });
};
