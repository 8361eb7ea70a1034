/** Builds the plugin if its sources are newer. */
export function ensureBuilt(root: string, say: (message: string) => void): Promise<void>;
