import { reportConfirmation } from './reportConfirmation';
import { reportEfficiency } from './reportEfficiency';
import { reportIngredients } from './reportIngredients';
import { reportProtocol } from './reportProtocol';
import { reportShifted } from './reportShifted';
import { reportSummary } from './reportSummary';
import { reportTasks } from './reportTasks';
import type { RunResult } from './Run';
import { TASKS } from './tasks';

/**
 * Generators of the documents' tables, as lines of Markdown, by the name in their markers; see `fillTables`.
 */
export const TABLES: Record<string, (results: readonly RunResult[]) => string[]> = {
  summary: reportSummary,
  tasks: (results) => reportTasks(results, TASKS),
  confirmation: reportConfirmation,
  ingredients: (results) => reportIngredients(results, TASKS),
  'shifted-images': reportShifted,
  'fewer-labels': reportEfficiency,
  protocol: reportProtocol,
};
