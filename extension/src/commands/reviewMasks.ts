import { reviewMasks as review } from '../session/reviewMasks';
import type { Command } from './Command';

/** Makes the masks of a stored result proposals, to be accepted or corrected. */
export const reviewMasks: Command<'fewShotReviewMasks'> = (session, { id }) => review(session, id);
