import { readFileSync } from 'node:fs';

/** Ids of the processes that a process has started (Linux). */
export function childrenOf(id: number): number[] {
  return readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
