import { open } from 'node:fs/promises';
import path from 'node:path';

export type FileKind = 'png' | 'jpeg' | 'nifti' | 'dicom';

const ENDINGS: readonly [RegExp, FileKind][] = [
  [/\.png$/i, 'png'],
  [/\.jpe?g$/i, 'jpeg'],
  [/\.nii(\.gz)?$/i, 'nifti'],
  [/\.(dcm|dicom|ima)$/i, 'dicom'],
];

/** Files that file managers create. */
const IGNORED = /^(\..*|Thumbs\.db|desktop\.ini|DICOMDIR)$/i;

export function isIgnored(name: string): boolean {
  return IGNORED.test(name);
}

/**
 * The kind of a file, from its extension or, for DICOM, its magic bytes; undefined when it is not supported.
 */
export async function fileKind(file: string): Promise<FileKind | undefined> {
  const byEnding = ENDINGS.find(([ending]) => ending.test(file))?.[1];
  if (byEnding) return byEnding;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 128);
    return bytesRead === 4 && buffer.toString('latin1') === 'DICM' ? 'dicom' : undefined;
  } finally {
    await handle.close();
  }
}

/** A file's name without its extension. */
export function stemOf(file: string): string {
  const name = path.basename(file);
  const ending = ENDINGS.find(([pattern]) => pattern.test(name))?.[0];
  return ending ? name.replace(ending, '') : name;
}
