import type { RatedMask } from './rateMasks';

/** A row of the report as plain values, for JSON, CSV and the page. */
export interface ReportRow {
  study: string;
  patient: string;
  date: string;
  series: string;
  description: string;
  modality: string;
  images: number | null;
  /** Volume of each segment in ml; null where it is unknown. */
  millilitres: Record<string, number | null>;
  confidence: number | null;
  agreement: number | null;
  flags: string;
  need: number;
  problem: string;
  seg: string;
}

const DIGITS = 1000;

/** The rows of rated masks, in their order. */
export function reportRows(masks: readonly RatedMask[]): ReportRow[] {
  return masks.map(({ job, result, problem, flags, need }) => ({
    study: job.study,
    patient: job.patient,
    date: job.date,
    series: result?.series ?? '',
    description: result?.description ?? job.description,
    modality: result?.modality ?? '',
    images: result?.images ?? null,
    millilitres: Object.fromEntries(
      (result?.volumes ?? []).map(({ segment, millilitres }) => [segment, rounded(millilitres)]),
    ),
    confidence: rounded(result?.confidence ?? null),
    agreement: rounded(result?.agreement ?? null),
    flags: flags.join(' '),
    need: Math.round(DIGITS * need) / DIGITS,
    problem,
    seg: result?.seg ?? '',
  }));
}

/** The rows as CSV (RFC 4180), with a column for each segment's volume. */
export function csvOf(rows: readonly ReportRow[]): string {
  const segments = [...new Set(rows.flatMap(({ millilitres }) => Object.keys(millilitres)))];
  const names = ['study', 'patient', 'date', 'series', 'description', 'modality', 'images'] as const;
  const rest = ['confidence', 'agreement', 'flags', 'need', 'problem', 'seg'] as const;
  const lines = rows.map((row) => [
    ...names.map((name) => row[name]),
    ...segments.map((segment) => row.millilitres[segment]),
    ...rest.map((name) => row[name]),
  ]);
  const head = [...names, ...segments.map((segment) => `${segment} ml`), ...rest];
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(DIGITS * value) / DIGITS;
}

function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  // A spreadsheet would calculate what begins like a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
