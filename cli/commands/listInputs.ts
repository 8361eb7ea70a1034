import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { textOf } from '../../src/dicom/Attributes';
import type { DicomFile } from '../files/DicomFile';
import { fileKind, isIgnored, stemOf } from '../files/fileKind';
import { readBytes } from '../files/readBytes';
import { readAttributes, readDicom } from '../files/readDicom';
import { InputError } from '../InputError';

/** An input of `predict`: a file, or the DICOM files of one series. */
export interface PredictInput {
  /** Name in messages. */
  label: string;
  /** Path of the output, relative to the output folder, without extension. */
  target: string;
  files: string[];
  kind: 'png' | 'jpeg' | 'nifti' | 'dicom';
}

/**
 * Lists the inputs in a folder and its subfolders, or a single file.
 *
 * @throws InputError when there are none, or two inputs would be written to the same file
 */
export async function listInputs(start: string): Promise<PredictInput[]> {
  const info = await stat(start).catch((error: Error) => {
    throw new InputError(`${start} cannot be read (${error.message}). Give a folder that exists.`);
  });
  const root = info.isDirectory() ? path.resolve(start) : path.dirname(path.resolve(start));
  const files = info.isDirectory() ? await walk(root) : [path.resolve(start)];
  const inputs: PredictInput[] = [];
  const series = new Map<string, string[]>();
  for (const file of files) {
    const kind = await fileKind(file);
    if (!kind) {
      throw new InputError(`${file} is neither PNG, JPEG, NIfTI nor DICOM. Take it away.`);
    }
    if (kind === 'dicom') {
      const uid = textOf(readAttributes(file, await readBytes(file)), 'SeriesInstanceUID');
      series.set(uid, [...(series.get(uid) ?? []), file]);
    } else {
      const target = path.join(path.relative(root, path.dirname(file)), stemOf(file));
      inputs.push({ label: file, target, files: [file], kind });
    }
  }
  for (const members of series.values()) {
    inputs.push({
      label: members[0],
      target: seriesTarget(root, members, [...series.values()]),
      files: members,
      kind: 'dicom',
    });
  }
  if (inputs.length === 0) {
    throw new InputError(`${start} holds no image. Put PNG, JPEG, NIfTI or DICOM files into it.`);
  }
  const taken = new Map<string, string>();
  for (const { target, label, kind } of inputs) {
    const output = `${target} ${kind === 'jpeg' ? 'png' : kind}`;
    const other = taken.get(output);
    if (other)
      throw new InputError(`${other} and ${label} would be written to one file. Rename one of them.`);
    taken.set(output, label);
  }
  return inputs;
}

/** Reads the files of a series. */
export async function readAll(files: readonly string[]): Promise<DicomFile[]> {
  const read: DicomFile[] = [];
  for (const file of files) read.push(await readDicom(file));
  return read;
}

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isIgnored(entry.name)) continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await walk(file)));
    else found.push(file);
  }
  return found;
}

/**
 * The output name of a series: its file's name if it has only one file; its folder's name if it is alone
 * there; otherwise its folder's and first file's names.
 */
function seriesTarget(root: string, members: string[], all: string[][]): string {
  const folder = path.dirname(members[0]);
  const relative = path.relative(root, folder);
  if (members.length === 1) return path.join(relative, stemOf(members[0]));
  const alone = all.filter((files) => files.some((file) => path.dirname(file) === folder)).length === 1;
  const name = relative === '' ? path.basename(root) : relative;
  return alone ? name : `${name}-${stemOf(members[0])}`;
}
