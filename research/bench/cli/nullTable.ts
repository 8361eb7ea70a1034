import type { NullRow, Recorded } from '../runNull';

/** The rows as a Markdown table. */
export function formatNull(rows: readonly NullRow[]): string {
  const figures = ({ ms, msMin, msMax }: Recorded) =>
    `${ms.toFixed(2)} (${msMin.toFixed(2)}-${msMax.toFixed(2)})`;
  return [
    '| step | size, width | dispatches | ordinary ms (min-max) | replayed ms (min-max) | replayed / ordinary |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ step, size, width, ordinary, replayed }) => {
      const share = (replayed.ms / ordinary.ms).toFixed(3);
      const dispatches = `${ordinary.dispatches} / ${replayed.dispatches}`;
      return `| ${step} | ${size}, ${width} | ${dispatches} | ${figures(ordinary)} | ${figures(replayed)} | ${share} |`;
    }),
  ].join('\n');
}
