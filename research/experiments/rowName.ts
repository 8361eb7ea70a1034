import type { RunResult } from './Run';

/** A row's name: the method and the ingredient left out. */
export function rowName({ method, without }: Pick<RunResult, 'method' | 'without'>): string {
  return without ? `${method} without ${without.replaceAll(',', ', ')}` : method;
}
