import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Creates a folder in the system's temporary folder; it is removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
