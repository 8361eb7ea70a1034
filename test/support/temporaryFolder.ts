import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A new folder in the system's place for temporary files, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
