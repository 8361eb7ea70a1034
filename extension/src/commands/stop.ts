import type { Command } from './Command';

/** Stops training (the best model so far is kept) or prediction (the masks made so far stay). */
export const stop: Command<'fewShotStop'> = async ({ store, engine, prediction }) => {
  prediction?.abort();
  const { phase } = store.getState().training;
  if (phase !== 'running' && phase !== 'starting') return;
  store.setState(({ training }) => ({ training: { ...training, phase: 'stopping' } }));
  await engine.stop();
};
