import type { Command } from './Command';

/**
 * Lists the models of the library and of the server. Starts the engine meanwhile, so that the first mask of
 * an applied model does not wait for it.
 */
export const listModels: Command<'fewShotListModels'> = async ({ shelf, store, engine }) => {
  await shelf.refresh();
  // A start that fails is explained when the engine is needed.
  if (store.getState().models?.length) void engine.start().catch(() => undefined);
};
