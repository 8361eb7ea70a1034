import type { Command } from './Command';

/** Sets whether a report of the segments' volumes is stored and saved with the masks. */
export const setReport: Command<'fewShotSetReport'> = ({ store }, { report }) => {
  store.setState({ report });
};
