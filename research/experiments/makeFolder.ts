import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';

/**
 * Creates a folder unless it exists. It is filled under a temporary name and renamed when complete, so that
 * an interruption leaves no incomplete folder behind.
 *
 * @param fill writes into the given empty folder
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
