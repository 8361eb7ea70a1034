import type { ReviewRecord } from './ReviewRecord';
import { STATUSES } from './statuses';

/** Whether the reader drew or decided on the mask of an image, so that only the reader changes it. */
export function isJudged({ status }: Pick<ReviewRecord, 'status'>): boolean {
  return STATUSES[status].judged;
}
