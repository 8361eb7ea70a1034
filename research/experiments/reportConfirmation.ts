import { CONFIRMATION } from './confirmation';
import { mainResults, report } from './report';
import { reportIngredients } from './reportIngredients';
import type { RunResult } from './Run';

/** The tables of the tasks that no choice was made by; nothing before one of them ran. */
export function reportConfirmation(results: readonly RunResult[], sources: string): string[] {
  if (mainResults(results, CONFIRMATION).length === 0) return [];
  return [
    '',
    'Tasks that no choice was made by, measured once the method was fixed:',
    '',
    report(results, CONFIRMATION, sources),
    ...reportIngredients(results, CONFIRMATION),
  ];
}
