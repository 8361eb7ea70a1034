import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Attributes } from '../../src/dicom/Attributes';
import { textOf } from '../../src/dicom/Attributes';
import { fileKind, isIgnored, stemOf } from '../files/fileKind';
import { hasPixels } from '../files/hasPixels';
import { readBytes } from '../files/readBytes';
import { readAttributes } from '../files/readDicom';
import { InputError } from '../InputError';
import { LeftOut } from '../report/LeftOut';

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
/** What modalities of objects without images stand for. */
const OBJECTS: Record<string, string> = {
  KO: 'a selection of images',
  PLAN: 'a plan',
  PR: 'a presentation state',
  REG: 'a registration',
  RTDOSE: 'a dose distribution',
  RTPLAN: 'a treatment plan',
  RTSTRUCT: 'an RT structure set',
  SEG: 'a segmentation',
  SR: 'a structured report',
};

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
  /** Files that are no images, or cannot be read. */
  leftOut: LeftOut;
}

/**
 * Lists the inputs in a folder and its subfolders, or a single file. Objects that are no images, or are
 * derived from images, are left out: studies often hold reports and segmentations beside their images. So is
 * what cannot be read.
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
  const leftOut = new LeftOut();
  const series = new Map<string, string[]>();
  for (const file of files) {
    const kind = await fileKind(file);
    const name = path.relative(root, file);
    if (!kind) {
      leftOut.add(name, 'neither PNG, JPEG, NIfTI nor DICOM');
    } else if (kind === 'dicom') {
      const attributes = await readImageHeader(name, file, leftOut);
      if (!attributes) continue;
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
  if (inputs.length === 0) {
    const note = leftOut.describe();
    throw new InputError(
      `${start} holds no image. Put PNG, JPEG, NIfTI or DICOM files into it.${note ? `\n${note}` : ''}`,
    );
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

/** The attributes of a DICOM image; undefined, and left out, when it is none or cannot be read. */
async function readImageHeader(
  name: string,
  file: string,
  leftOut: LeftOut,
): Promise<Attributes | undefined> {
  try {
    const bytes = await readBytes(file);
    const attributes = readAttributes(file, bytes);
    if (!DERIVED.includes(textOf(attributes, 'SOPClassUID')) && hasPixels(file, bytes, attributes)) {
      return attributes;
    }
    const modality = textOf(attributes, 'Modality') || 'unknown modality';
    leftOut.add(name, `${OBJECTS[modality] ?? 'no image'} (${modality})`);
  } catch (error) {
    leftOut.add(name, (error as Error).message);
  }
  return undefined;
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
