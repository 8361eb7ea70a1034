import type { Command } from './Command';

/** Sorts the review list. */
export const setReviewSort: Command<'fewShotSetReviewSort'> = ({ store }, { sort }) => {
  store.setState({ reviewSort: sort });
};
