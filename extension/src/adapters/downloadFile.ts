/** How long the browser may take to begin saving, ms. */
const SAVING_MS = 60_000;

/** Saves bytes as a file of the reader's. */
export function downloadFile(bytes: ArrayBuffer, name: string, type = 'application/octet-stream'): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SAVING_MS);
}
