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

/** Beginnings of files, with the position of each. */
const SIGNATURES: readonly [at: number, text: string, FileKind][] = [
  [0, '\x89PNG', 'png'],
  [0, '\xff\xd8\xff', 'jpeg'],
  [128, 'DICM', 'dicom'],
  [344, 'n+1\0', 'nifti'],
  [4, 'n+2\0', 'nifti'],
];
/** Bytes that are read for them. */
const LOOKED_AT = 348;

/**
 * The kind of a file, from its content or, where that does not tell, its ending; undefined when it is not
 * supported.
 */
export async function fileKind(file: string): Promise<FileKind | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    const byContent = SIGNATURES.find(([at, text]) => start.startsWith(text, at))?.[2];
    return byContent ?? ENDINGS.find(([ending]) => ending.test(file))?.[1];
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
