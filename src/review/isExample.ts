import type { ReviewRecord } from './ReviewRecord';
import { STATUSES } from './statuses';

/** Whether an image can be trained on: its mask is the reader's, or one that the reader agreed to. */
export function isExample({ status }: ReviewRecord): boolean {
  return STATUSES[status].example;
}
