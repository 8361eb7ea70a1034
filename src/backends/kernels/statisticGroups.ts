import type { NormaliseAttributes } from './contract';

/** How an image batch is divided for a normalisation. */
export interface StatisticGroups {
  /** Groups that each have a mean and a variance per channel. */
  groups: number;
  /** Pixels per group. */
  pixels: number;
  channels: number;
}

/** The groups of [batch, rows, columns, channels] that share statistics. */
export function statisticGroups(
  [batch, rows, columns, channels]: readonly number[],
  over: NormaliseAttributes['over'],
): StatisticGroups {
  return over === 'batch'
    ? { groups: 1, pixels: batch * rows * columns, channels }
    : { groups: batch, pixels: rows * columns, channels };
}
