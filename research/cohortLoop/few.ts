import { runFewShot } from '../../test/cli/support/runFewShot';

/**
 * Runs the command line until it ends.
 *
 * @throws Error with its messages when it fails
 */
export async function few(...words: string[]): Promise<void> {
  const { code, stderr } = await runFewShot(...words);
  if (code !== 0) throw new Error(`few-shot ${words.join(' ')} ended with ${code}: ${stderr}`);
}
