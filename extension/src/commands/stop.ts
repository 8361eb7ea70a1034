import type { Command } from './Command';

/** Ends what runs: a training keeps its best model, a prediction the masks it has made. */
export const stop: Command<'fewShotStop'> = async ({ store, engine, prediction }) => {
  prediction?.abort();
  const { phase } = store.getState().training;
  if (phase !== 'running' && phase !== 'starting') return;
  store.setState(({ training }) => ({ training: { ...training, phase: 'stopping' } }));
  await engine.stop();
};
