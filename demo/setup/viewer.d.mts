/** Prepares the viewer if necessary, and returns its folder. */
export function ensureViewer(root: string, say: (message: string) => void): Promise<string>;
