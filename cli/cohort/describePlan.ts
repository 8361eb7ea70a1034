import type { Exclusion } from './Exclusions';
import type { StudyJob } from './StudyJob';

/** One line for each study that would be predicted. */
export function describeJob({ study, date, description, series }: StudyJob): string {
  const names = series.map((one) => `${one.modality} ${one.description || one.uid}`).join(', ');
  return `${study} ${date} ${description}: ${names}`.replace(/ +/g, ' ');
}

/** Lines that say what was left out, and why. */
export function describeExclusions(exclusions: readonly Exclusion[]): string[] {
  if (exclusions.length === 0) return [];
  return [
    'left out:',
    ...exclusions.map(
      ({ reason, count, examples }) => `  ${String(count).padStart(5)}  ${reason} (e.g. ${examples[0]})`,
    ),
  ];
}
