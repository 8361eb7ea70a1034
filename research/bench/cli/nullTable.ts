import type { Programs } from '../core/countPrograms';
import type { NullRow, Recorded } from '../runNull';

/** The rows as a Markdown table of times, and one of dispatches by program. */
export function formatNull(rows: readonly NullRow[]): string {
  return [...formatTimes(rows), '', ...formatPrograms(rows)].join('\n');
}

function formatTimes(rows: readonly NullRow[]): string[] {
  const figures = (side: Recorded | null) =>
    side ? `${side.ms.toFixed(2)} (${side.msMin.toFixed(2)}-${side.msMax.toFixed(2)})` : '';
  return [
    '| step | size, width, batch | dispatches | ordinary ms (min-max) | replayed ms (min-max) | replayed / ordinary |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ step, size, width, batch, dispatches, ordinary, replayed }) => {
      const share = ordinary && replayed ? (replayed.ms / ordinary.ms).toFixed(3) : '';
      const times = `${figures(ordinary)} | ${figures(replayed)} | ${share}`;
      return `| ${step} | ${size}, ${width}, ${batch} | ${dispatches} | ${times} |`;
    }),
  ];
}

/** One column for each row; the programs with the most dispatches first. */
function formatPrograms(rows: readonly NullRow[]): string[] {
  const total = (program: string) => rows.reduce((sum, { byProgram }) => sum + (byProgram[program] ?? 0), 0);
  const programs = [...new Set(rows.flatMap(({ byProgram }) => Object.keys(byProgram)))];
  programs.sort((a, b) => total(b) - total(a));
  return [
    `| program | ${rows.map(({ step, size, width }) => `${step} ${size}, ${width}`).join(' | ')} |`,
    `|---|${'---|'.repeat(rows.length)}`,
    ...programs.map(
      (program) => `| ${program} | ${rows.map(({ byProgram }) => byProgram[program] ?? 0).join(' | ')} |`,
    ),
  ];
}

/** The programs of trainings, those with the most variants first. */
export function formatProgramCounts({ ahead, aheadByName, first, second }: Programs): string {
  const names = Object.entries(aheadByName).sort(([, a], [, b]) => b - a);
  return [
    `Programs, *Fast*: ${ahead} ahead, ${first} in the first training, ${second} in a second.`,
    names.map(([name, count]) => `${name}: ${count}`).join('; '),
  ].join('\n\n');
}
