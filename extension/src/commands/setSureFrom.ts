import type { Command } from './Command';

/** Sets how sure a mask must be to be accepted together with others. */
export const setSureFrom: Command<'fewShotSetSureFrom'> = ({ store }, { sureFrom }) => {
  if (Number.isFinite(sureFrom)) store.setState({ sureFrom: Math.max(0, Math.min(1, sureFrom)) });
};
