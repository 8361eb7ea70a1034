import type { ReviewRecord } from './ReviewRecord';
import { STATUSES } from './statuses';

/** Whether an image can be used for training: its mask was drawn, corrected or accepted by the reader. */
export function isExample({ status }: ReviewRecord): boolean {
  return STATUSES[status].example;
}
