import type { InitialNetwork } from '../networks/InitialNetwork';
import { readInitial } from '../storage/initialFile';

/** Created by `npm run pretrain`; the build copies it next to the Worker. */
const FILE = 'initial-network.bin';

/**
 * Reads the pretrained network that lies next to the Worker; undefined if the plugin was deployed without it.
 *
 * @param assetsUrl of the Worker's folder, with a slash at its end
 */
export async function fetchInitialNetwork(assetsUrl: string): Promise<InitialNetwork | undefined> {
  const url = `${assetsUrl}${FILE}`;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return readInitial(await response.arrayBuffer());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.warn(`Few-Shot Segment: ${url} cannot be used (${why}). Training begins with random weights.`);
    return undefined;
  }
}
