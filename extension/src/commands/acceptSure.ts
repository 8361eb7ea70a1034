import { isSure } from '../session/isSure';
import { reviewItems } from '../session/reviewItems';
import { setStatus } from '../session/setStatus';
import type { Command } from './Command';

/** Accepts all masks that are sure enough, in one step. */
export const acceptSure: Command<'fewShotAcceptSure'> = async (session) => {
  const state = session.store.getState();
  const sure = reviewItems(state).filter((item) => isSure(item, state.sureFrom));
  await setStatus(
    session,
    sure.map(({ key }) => key),
    'accepted',
  );
};
