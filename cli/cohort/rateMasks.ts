import { median } from '../report/median';
import type { JobRecord } from './JobQueue';
import type { SeriesResult, StudyJob } from './StudyJob';

/** Why a mask needs a look. */
export type Flag = 'failed' | 'empty' | 'volume' | 'agreement' | 'border';

/** A mask of a cohort, or a study that failed. */
export interface RatedMask {
  job: StudyJob;
  /** Undefined where the study failed. */
  result?: SeriesResult;
  /** Why it failed; empty otherwise. */
  problem: string;
  flags: Flag[];
  /** How much it needs a look; the more, the sooner. */
  need: number;
}

/** How much each flag adds to the need; 1 - confidence adds up to 1. */
const WEIGHTS: Record<Flag, number> = { failed: 10, empty: 4, volume: 3, agreement: 2, border: 1 };
/** Networks that agree less than this are flagged. */
const LOW_AGREEMENT = 0.7;
/**
 * Volumes whose modified z-score is above this are far from the cohort's (Iglewicz and Hoaglin, How to detect
 * and handle outliers, 1993).
 */
const FAR = 3.5;
/** Normal deviates: standard deviation = this times the median absolute deviation. */
const PER_MAD = 1.4826;
/** With fewer volumes there is no telling what is usual. */
const MIN_VOLUMES = 8;
/** A deviation below this share of the median is never far, however alike the other volumes are. */
const MIN_SHARE = 0.2;

/** Rates the masks of a cohort; what needs a look most comes first. */
export function rateMasks(records: readonly JobRecord[]): RatedMask[] {
  const results = records.flatMap(({ result }) => result?.series ?? []);
  const usual = usualVolumes(results);
  return records
    .flatMap(({ job, state, result, problem }): Omit<RatedMask, 'need'>[] => {
      if (state === 'failed') return [{ job, problem, flags: ['failed'] }];
      return (result?.series ?? []).map((series) => ({
        ...{ job, result: series, problem: '' },
        flags: flagsOf(series, usual),
      }));
    })
    .map((mask) => ({ ...mask, need: needOf(mask) }))
    .sort((a, b) => b.need - a.need);
}

function flagsOf(series: SeriesResult, usual: Map<string, { median: number; deviation: number }>): Flag[] {
  const flags: Flag[] = [];
  if (series.volumes.every(({ pixels }) => pixels === 0)) flags.push('empty');
  const isFar = series.volumes.some(({ segment, millilitres }) => {
    const known = usual.get(segment);
    if (!known || millilitres === null) return false;
    const distance = Math.abs(millilitres - known.median);
    return distance > FAR * known.deviation && distance > MIN_SHARE * known.median;
  });
  if (isFar) flags.push('volume');
  if (series.agreement !== null && series.agreement < LOW_AGREEMENT) flags.push('agreement');
  if (series.touchesBorder) flags.push('border');
  return flags;
}

function needOf({ flags, result }: Omit<RatedMask, 'need'>): number {
  const doubt = result ? 1 - result.confidence : 0;
  return flags.reduce((sum, flag) => sum + WEIGHTS[flag], doubt);
}

/** Median and robust standard deviation of each segment's volumes, where there are enough. */
function usualVolumes(results: readonly SeriesResult[]): Map<string, { median: number; deviation: number }> {
  const volumes = new Map<string, number[]>();
  for (const { segment, pixels, millilitres } of results.flatMap((result) => result.volumes)) {
    if (millilitres === null || pixels === 0) continue;
    volumes.set(segment, [...(volumes.get(segment) ?? []), millilitres]);
  }
  return new Map(
    [...volumes]
      .filter(([, values]) => values.length >= MIN_VOLUMES)
      .map(([segment, values]) => {
        const middle = median(values);
        const deviation = PER_MAD * median(values.map((value) => Math.abs(value - middle)));
        return [segment, { median: middle, deviation }];
      }),
  );
}
