import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { repositoryRoot } from '../../support/repositoryRoot';

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * The smallest training that the engine allows, on one thread, as the tests themselves use all cores: these
 * tests cover the workflow, not the accuracy.
 */
export const TINY = [
  ...['--size', '32', '--steps', '3', '--preset', 'fast', '--backend', 'wasm'],
  ...['--threads', '1'],
];

const binary = path.join(repositoryRoot, 'cli/few-shot.mjs');

/** Starts the real binary in a child process. */
export function startFewShot(...words: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [binary, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs the real binary in a child process until it ends. */
export function runFewShot(...words: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = startFewShot(...words);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
