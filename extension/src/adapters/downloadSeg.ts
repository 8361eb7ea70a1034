import type { WrittenSeg } from '../../../src/dicom/writeSeg';

/** Delay before the bytes are released, ms; the browser must have begun saving by then. */
const RELEASE_MS = 60_000;

/** Lets the browser save a SEG as a file. */
export function downloadSeg({ bytes }: WrittenSeg, fileName: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/dicom' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MS);
}
