import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
