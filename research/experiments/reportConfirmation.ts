import { CONFIRMATION } from './confirmation';
import { mainResults } from './mainResults';
import { reportTasks } from './reportTasks';
import { reportIngredients } from './reportIngredients';
import type { RunResult } from './Run';

/** Tables of the confirmation tasks; empty until one of them has run. */
export function reportConfirmation(results: readonly RunResult[]): string[] {
  if (mainResults(results, CONFIRMATION).length === 0) return [];
  const ingredients = reportIngredients(results, CONFIRMATION);
  return [...reportTasks(results, CONFIRMATION), ...(ingredients.length > 0 ? ['', ...ingredients] : [])];
}
