import path from 'node:path';
import { repositoryRoot } from '../../test/support/repositoryRoot';

/** All runs with the Dice of every case, as JSON lines; part of the repository. */
export const RESULTS_FILE = path.join(repositoryRoot, 'docs/experiments/results.jsonl');
