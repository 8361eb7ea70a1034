import type { Case } from '../cases/Case';
import type { CaseFiles } from '../cases/CaseFiles';
import type { Dataset } from '../cases/Dataset';

/** Loads cases one after another: decoding runs on this thread, so parallel loading would gain nothing. */
export async function loadAll(dataset: Dataset, cases: readonly CaseFiles[]): Promise<Case[]> {
  const loaded: Case[] = [];
  for (const files of cases) loaded.push(await dataset.load(files));
  return loaded;
}
