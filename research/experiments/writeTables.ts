import { readFileSync, writeFileSync } from 'node:fs';
import { fillTables } from './fillTables';
import { listDocuments } from './listDocuments';
import type { RunResult } from './Run';

/** Updates the tables in all documents. */
export function writeTables(results: readonly RunResult[]): void {
  for (const file of listDocuments()) {
    const text = readFileSync(file, 'utf8');
    const filled = fillTables(text, results);
    if (filled !== text) writeFileSync(file, filled);
  }
}
