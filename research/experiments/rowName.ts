import type { RunResult } from './Run';

/** Method with what was left out of it, as a row's name. */
export function rowName({ method, without }: Pick<RunResult, 'method' | 'without'>): string {
  return without ? `${method} without ${without.replaceAll(',', ', ')}` : method;
}
