import { table } from './table';

/** A comparison and its required points. */
export interface Bar {
  comparison: string;
  /** Measured points. */
  measured: number;
  required: number;
  /** A higher target, in points. */
  aim?: number;
}

/** Formats the comparisons as lines of a Markdown table. */
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
