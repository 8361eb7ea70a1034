import { readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../test/support/repositoryRoot';

/** The paths of all Markdown files under docs/. */
export function listDocuments(): string[] {
  const folder = path.join(repositoryRoot, 'docs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
}
