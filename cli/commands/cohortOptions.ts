import os from 'node:os';
import { Option } from 'commander';
import type { BackendRequest } from '../../src/backends/BackendStatus';
import { archiveAccess, type ArchiveAccess } from '../dicomweb/archiveAccess.mjs';
import { InputError } from '../InputError';
import { atLeast, backendOption } from './options';

/** How to reach the archive. */
export interface ArchiveOptions {
  dicomweb: string;
  pacsUser?: string;
  pacsPasswordFile?: string;
  pacsTimeout: string;
  patience: number;
}

/** The same where the queue knows the archive. */
export type OptionalArchiveOptions = Omit<ArchiveOptions, 'dicomweb'> &
  Partial<Pick<ArchiveOptions, 'dicomweb'>>;

/** How to work on studies. */
export interface WorkOptions {
  workers: number;
  rate?: number;
  dashboard?: number;
  backend: BackendRequest;
}

const DEFAULT_PATIENCE = 1800;
/** By default one worker for each core, but not more than this, as each keeps a series in memory. */
const MAX_DEFAULT_WORKERS = 4;

/** @param isKnown whether the queue knows the archive, so that its URL need not be given */
export function archiveOptions(isKnown = false): Option[] {
  return [
    new Option('--dicomweb <url>', 'DICOMweb root of the archive').makeOptionMandatory(!isKnown),
    new Option('--pacs-user <name>', 'user of the archive, or FEW_SHOT_PACS_USER'),
    new Option(
      '--pacs-password-file <file>',
      'file whose first line is the password, or FEW_SHOT_PACS_PASSWORD',
    ),
    new Option('--pacs-timeout <seconds>', 'how long the archive may take to answer').default('60'),
    new Option('--patience <seconds>', 'how long requests are repeated while the archive is away')
      .argParser(atLeast(0))
      .default(DEFAULT_PATIENCE),
  ];
}

export function workOptions(): Option[] {
  return [
    new Option('--workers <n>', 'studies that are predicted at the same time, each by a process')
      .argParser(atLeast(1))
      .default(
        Math.min(MAX_DEFAULT_WORKERS, os.availableParallelism()),
        `one per core, at most ${MAX_DEFAULT_WORKERS}`,
      ),
    new Option('--rate <n>', 'studies that all workers together begin in a minute; needs --redis').argParser(
      atLeast(1),
    ),
    new Option(
      '--dashboard <port>',
      'serves a page of all studies and their states on this port, to this machine; needs --redis',
    ).argParser(atLeast(0)),
    backendOption(),
  ];
}

export function queueOptions(): Option[] {
  return [
    new Option('--state <file>', 'file that keeps the jobs and their results').default('cohort.state'),
    new Option('--redis <url>', 'keeps them in Redis instead, for workers on many machines'),
    new Option('--name <name>', 'name of the cohort in Redis').default('cohort'),
  ];
}

/**
 * Reads how to reach the archive, and removes the password from the environment of other programs.
 *
 * @throws InputError that names the option
 */
export function accessOf(options: ArchiveOptions): ArchiveAccess {
  try {
    const { access, warnings } = archiveAccess(
      {
        url: options.dicomweb,
        user: options.pacsUser,
        passwordFile: options.pacsPasswordFile,
        timeout: options.pacsTimeout,
      },
      process.env,
      { url: '--dicomweb', passwordFile: '--pacs-password-file', timeout: '--pacs-timeout' },
    );
    for (const warning of warnings) process.stderr.write(`few-shot: ${warning}\n`);
    return access;
  } catch (error) {
    throw new InputError((error as Error).message);
  } finally {
    delete process.env.FEW_SHOT_PACS_PASSWORD;
  }
}
