import { CommanderError } from 'commander';
import { InputError } from './InputError';
import { program } from './program';

const FAILED = 1;
const BAD_INPUT = 2;

/**
 * Runs the command line.
 *
 * @param words what follows `few-shot`
 * @returns the exit code
 */
export async function main(words: readonly string[]): Promise<number> {
  // TF.js greets people in Node with advice to install another package; stdout is for results alone.
  console.log = console.info = console.warn = () => undefined;
  try {
    await program().parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_INPUT;
    process.stderr.write(`few-shot: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.FEW_SHOT_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return error instanceof InputError ? BAD_INPUT : FAILED;
  }
}
