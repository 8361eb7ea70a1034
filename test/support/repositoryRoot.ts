import path from 'node:path';

/** The repository's folder. */
export const repositoryRoot = path.resolve(__dirname, '../..');
