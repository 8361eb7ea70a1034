import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { InitialNetwork } from '../../src/networks/InitialNetwork';
import { readInitial } from '../../src/storage/initialFile';

/** Pretrained network that trainings may start from; `npm run pretrain` creates it. */
export const INITIAL_FILE = fileURLToPath(new URL('../../src/networks/initial-network.bin', import.meta.url));

/** @throws Error when it is missing or damaged */
export async function readInitialNetwork(): Promise<InitialNetwork> {
  const { buffer, byteOffset, byteLength } = await readFile(INITIAL_FILE);
  return readInitial((buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength));
}
