import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const program = '/usr/bin/dciodvfy';
/** Whether the validator of Debian's dicom3tools is installed. */
export const hasDciodvfy = existsSync(program);

/** `describe`, or `describe.skip` if it is not installed. */
export const withDciodvfy = hasDciodvfy ? describe : describe.skip;
/** Suffix for the names of suites that use {@link withDciodvfy}. */
export const dciodvfyReason = hasDciodvfy ? '' : ` (skipped: there is no ${program})`;

/**
 * The errors and warnings of dciodvfy about a DICOM file, except those about attributes that its source
 * images lack.
 */
export function dciodvfy(bytes: ArrayBuffer | Uint8Array): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-test-'));
  try {
    const file = path.join(folder, 'object.dcm');
    writeFileSync(file, new Uint8Array(bytes));
    const { stdout, stderr, error } = spawnSync(program, [file], { encoding: 'utf8' });
    if (error) throw error;
    return `${stdout}${stderr}`
      .split('\n')
      .filter((line) => /^(Error|Warning)/.test(line) && !line.includes('needed to build DICOMDIR'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
