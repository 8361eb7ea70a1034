import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { textOf } from '../../src/dicom/Attributes';
import type { DicomFile } from '../files/DicomFile';
import { fileKind, isIgnored, stemOf } from '../files/fileKind';
import { hasPixels } from '../files/hasPixels';
import { readBytes } from '../files/readBytes';
import { readAttributes, readDicom } from '../files/readDicom';
import { InputError } from '../InputError';

/** Objects with pixels that were derived from the images of their study, by SOP class. */
const DERIVED = [
  // Segmentation, Label Map Segmentation, Height Map Segmentation
  '1.2.840.10008.5.1.4.1.1.66.4',
  '1.2.840.10008.5.1.4.1.1.66.7',
  '1.2.840.10008.5.1.4.1.1.66.8',
  // Parametric Map
  '1.2.840.10008.5.1.4.1.1.30',
  // RT Dose
  '1.2.840.10008.5.1.4.1.1.481.2',
];
/** Maximum number of file names in a message. */
const MAX_NAMES = 5;

/** An input of `predict`: a file, or the DICOM files of one series. */
export interface PredictInput {
  /** Name in messages. */
  label: string;
  /** Path of the output, relative to the output folder, without extension. */
  target: string;
  files: string[];
  kind: 'png' | 'jpeg' | 'nifti' | 'dicom';
}

/** What {@link listInputs} finds. */
export interface InputListing {
  inputs: PredictInput[];
  /** A message that names the DICOM files that are no images; undefined when there are none. */
  leftOut: string | undefined;
}

/**
 * Lists the inputs in a folder and its subfolders, or a single file. DICOM objects that are no images, or are
 * derived from images, are left out: studies often hold reports and segmentations beside their images.
 *
 * @throws InputError when there are none, or two inputs would be written to the same file
 */
export async function listInputs(start: string): Promise<InputListing> {
  const info = await stat(start).catch((error: Error) => {
    throw new InputError(`${start} cannot be read (${error.message}). Give a folder that exists.`);
  });
  const root = info.isDirectory() ? path.resolve(start) : path.dirname(path.resolve(start));
  const files = info.isDirectory() ? await walk(root) : [path.resolve(start)];
  const inputs: PredictInput[] = [];
  const others: string[] = [];
  const series = new Map<string, string[]>();
  for (const file of files) {
    const kind = await fileKind(file);
    if (!kind) {
      throw new InputError(`${file} is neither PNG, JPEG, NIfTI nor DICOM. Take it away.`);
    }
    if (kind === 'dicom') {
      const bytes = await readBytes(file);
      const attributes = readAttributes(file, bytes);
      if (DERIVED.includes(textOf(attributes, 'SOPClassUID')) || !hasPixels(file, bytes, attributes)) {
        others.push(`${path.relative(root, file)} (${textOf(attributes, 'Modality') || 'unknown modality'})`);
        continue;
      }
      const uid = textOf(attributes, 'SeriesInstanceUID');
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
  const leftOut = describeLeftOut(others);
  if (inputs.length === 0) {
    const note = leftOut === undefined ? '' : ` (${leftOut})`;
    throw new InputError(`${start} holds no image${note}. Put PNG, JPEG, NIfTI or DICOM files into it.`);
  }
  const taken = new Map<string, string>();
  for (const { target, label, kind } of inputs) {
    const output = `${target} ${kind === 'jpeg' ? 'png' : kind}`;
    const other = taken.get(output);
    if (other)
      throw new InputError(`${other} and ${label} would be written to one file. Rename one of them.`);
    taken.set(output, label);
  }
  return { inputs, leftOut };
}

function describeLeftOut(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const files =
    names.length === 1 ? 'a DICOM file that is no image' : `${names.length} DICOM files that are no images`;
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `left out ${files}: ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
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
