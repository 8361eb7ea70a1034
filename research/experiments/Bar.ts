import { table } from './table';

/** One comparison and the points that it has to reach. */
export interface Bar {
  comparison: string;
  /** Points. */
  measured: number;
  required: number;
  /** Points that would be better still. */
  aim?: number;
}

/** The comparisons as a table in Markdown, one line each. */
export function barTable(bars: readonly Bar[]): string[] {
  return table(
    ['comparison', 'points', 'required', 'met', 'aim', 'met'],
    bars.map(({ comparison, measured, required, aim }) => [
      comparison,
      signed(measured),
      `>= ${required}`,
      verdict(measured >= required),
      ...(aim === undefined ? ['', ''] : [`>= ${Number(aim.toFixed(1))}`, measured >= aim ? 'yes' : 'no']),
    ]),
  );
}

export function verdict(met: boolean): string {
  return met ? 'yes' : '**no**';
}

export function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
