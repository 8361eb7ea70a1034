import type { Command } from './Command';

/** Sets whether corrections refine the model by themselves. */
export const setLive: Command<'fewShotSetLive'> = ({ store }, { live }) => store.setState({ live });
