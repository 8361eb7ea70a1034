import { CONFIRMATION } from './confirmation';
import { mainResults } from './mainResults';
import { reportTasks } from './reportTasks';
import { reportIngredients } from './reportIngredients';
import type { RunResult } from './Run';

/** The tables of the tasks that guided no choice; nothing before one of them ran. */
export function reportConfirmation(results: readonly RunResult[]): string[] {
  if (mainResults(results, CONFIRMATION).length === 0) return [];
  const ingredients = reportIngredients(results, CONFIRMATION);
  return [...reportTasks(results, CONFIRMATION), ...(ingredients.length > 0 ? ['', ...ingredients] : [])];
}
