import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Finds the npm that started this process, otherwise one beside Node or on the PATH. npm's own script is run
 * with Node, because Windows cannot start `npm.cmd` without a shell.
 *
 * @returns {{command: string, prefix: string[]}} the command to spawn, and its first arguments
 */
function findNpm() {
  const scripts = [process.env.npm_execpath ?? ''];
  const nodeDirectory = path.dirname(process.execPath);
  for (const directory of [nodeDirectory, ...(process.env.PATH ?? '').split(path.delimiter)]) {
    if (directory === '') continue;
    scripts.push(path.join(directory, 'node_modules/npm/bin/npm-cli.js'));
    scripts.push(path.join(directory, '../lib/node_modules/npm/bin/npm-cli.js'));
  }
  const script = scripts.find(
    (candidate) => path.basename(candidate) === 'npm-cli.js' && existsSync(candidate),
  );
  return script ? { command: process.execPath, prefix: [script] } : { command: 'npm', prefix: [] };
}

/**
 * Runs npm with the user's own configuration (registry, proxy, certificates).
 *
 * @param {string[]} args
 * @param {{cwd: string, priority?: number}} options
 * @returns {Promise<void>} rejects with the end of npm's output when npm fails
 */
export function runNpm(args, { cwd, priority }) {
  const { command, prefix } = findNpm();
  return runProcess(command, [...prefix, ...args], { cwd, priority, name: `npm ${args[0]}` });
}

/**
 * Runs a program without showing its output, which appears only in the error if it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd: string, name: string, priority?: number}} options `priority` as in `os.setPriority`; the
 * programs that this one starts inherit it
 * @returns {Promise<void>}
 */
export function runProcess(command, args, { cwd, name, priority }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    if (priority !== undefined && child.pid !== undefined) os.setPriority(child.pid, priority);
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => reject(new Error(`${name} could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} failed (exit code ${code}):\n${output.trim()}`));
    });
  });
}
