import { CommanderError } from 'commander';
import { InputError } from './InputError';
import { PartlyDone } from './PartlyDone';
import { program } from './program';

/** What a worker process of a cohort runs. */
export const loadStudyTasks = async () => (await import('./cohort/studyTasks')).studyTasks;

const FAILED = 1;
const BAD_INPUT = 2;
const PARTLY_DONE = 3;

/**
 * Runs the command line.
 *
 * @param words the arguments after `few-shot`
 * @returns the exit code
 */
export async function main(words: readonly string[]): Promise<number> {
  // In Node, TF.js prints advice to install another package; stdout is for results only.
  console.log = console.info = console.warn = () => undefined;
  try {
    await program().parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    // Named already.
    if (error instanceof PartlyDone) return PARTLY_DONE;
    // Commander has already printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_INPUT;
    process.stderr.write(`few-shot: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.FEW_SHOT_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return error instanceof InputError ? BAD_INPUT : FAILED;
  }
}
