import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';

/**
 * Makes a folder unless it is there: aside, and named when it is whole, so that an interruption leaves no half of it behind.
 *
 * @param fill writes into the folder that it is given, which is empty
 */
export async function makeFolder(
  target: string,
  fill: (folder: string) => Promise<void> | void,
): Promise<void> {
  if (existsSync(target)) return;
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await fill(unfinished);
  renameSync(unfinished, target);
}
