import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BackendRequest } from '../../src/backends/BackendStatus';
import type { Segment } from '../../src/data/Segment';
import { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { longerSide } from '../../src/data/wholeImage';
import { Segmenter } from '../../src/inference/Segmenter';
import type { ModelFile } from '../../src/storage/modelFile';
import { readModel } from '../../src/storage/modelFile';
import { readSource } from '../cases/readCase';
import { planeImage } from '../engine/planeImage';
import { predictCase } from '../engine/predictCase';
import { startEngine } from '../engine/startEngine';
import type { DicomFile } from '../files/DicomFile';
import { toArrayBuffer } from '../files/readBytes';
import { readDicom } from '../files/readDicom';
import { readNifti } from '../files/readNifti';
import { cutSlice, putSlice, slicingOf } from '../files/slicing';
import type { DicomStack } from '../files/stackFrames';
import { framesOf, groupFrames, stackGroup } from '../files/stackFrames';
import type { Voxels } from '../files/Voxels';
import { writeNifti } from '../files/writeNifti';
import { writePng } from '../files/writePng';
import { writeSeg } from '../files/writeSeg';
import { InputError } from '../InputError';
import type { LeftOut } from '../report/LeftOut';
import { Progress } from '../report/Progress';
import { claimFolder } from './claimOutput';
import type { PredictInput } from './listInputs';
import { listInputs } from './listInputs';

export interface PredictOptions {
  model: string;
  in: string;
  out: string;
  backend: BackendRequest;
  threads: number;
}

/** Maximum length of an image in fields of the model: it is predicted in tiles. */
const MAX_FIELDS = 64;

/** A loaded model. */
interface Model {
  /** File name without the folder. */
  name: string;
  segmenter: Segmenter;
  segments: readonly Segment[];
  /** Assigns numbers to the written series. */
  seriesNumbers: SeriesNumbers;
}

/**
 * `few-shot predict`: writes a mask for every image, volume and DICOM series of a folder.
 *
 * Files that are no images, cannot be read or do not suit the model are left out, and named on stderr at
 * the end.
 *
 * @returns the text for stdout, one line for each file written, and whether nothing was left out
 * @throws InputError when the model or all files are of no use
 */
export async function predict(options: PredictOptions): Promise<{ text: string; isComplete: boolean }> {
  const file = await openModel(options.model);
  if (!file.description.field.wholeImage) {
    throw new InputError(
      `${options.model} was trained in the viewer, and looks where masks were drawn in its study. ` +
        'Use it there, or train one with "few-shot train".',
    );
  }
  const { inputs, leftOut } = await listInputs(options.in);
  await checkApart(options);
  await claimFolder(options.out);
  await startEngine(options.backend, options.threads);
  const model: Model = {
    name: path.basename(options.model),
    segmenter: makeSegmenter(options.model, file),
    segments: file.description.segments,
    seriesNumbers: new SeriesNumbers(),
  };
  const progress = new Progress(true);
  const lines: string[] = [];
  try {
    for (const [index, input] of inputs.entries()) {
      const target = path.join(options.out, input.target);
      await mkdir(path.dirname(target), { recursive: true });
      lines.push(...(await predictInput(model, input, target, leftOut)));
      progress.update('Predicting', index + 1, inputs.length, path.basename(input.target));
    }
    if (lines.length === 0) throw new InputError(leftOut.describe() ?? `${options.in} holds no image.`);
    progress.note(leftOut.describe());
  } finally {
    progress.end();
    model.segmenter.dispose();
  }
  return { text: lines.map((line) => `${line}\n`).join(''), isComplete: leftOut.isEmpty };
}

/**
 * Rejects an output folder among the inputs. Masks have the same names as their images, so they would
 * overwrite the images or be read as images next time.
 *
 * @throws InputError when the outputs would be in the input folder
 */
async function checkApart({ in: source, out }: PredictOptions): Promise<void> {
  const from = await realpath(source);
  const to = await realpath(out).catch(() => path.resolve(out));
  const whole = (await stat(from)).isDirectory();
  const folder = whole ? from : path.dirname(from);
  const inside = path.relative(folder, to);
  // For a single file only its own folder is rejected: subfolders are not read.
  const isInside = inside === '' || (whole && !inside.startsWith('..') && !path.isAbsolute(inside));
  if (!isInside) return;
  throw new InputError(`--out ${out} lies in ${folder}, which is read. Name a folder outside of it.`);
}

/** @throws InputError when the weights do not match the network that the file describes */
function makeSegmenter(name: string, { description, weights }: ModelFile): Segmenter {
  try {
    return new Segmenter(description, weights);
  } catch (error) {
    throw new InputError(`${name}: ${(error as Error).message} Give a file that "few-shot train" wrote.`);
  }
}

async function openModel(file: string): Promise<ModelFile> {
  try {
    return readModel(toArrayBuffer(await readFile(file)));
  } catch (error) {
    const why = (error as Error).message.replace(/\.$/, '');
    throw new InputError(`${file}: ${why}. Give a file that "few-shot train" wrote.`);
  }
}

/** @returns one line for each file written */
async function predictInput(
  model: Model,
  input: PredictInput,
  target: string,
  leftOut: LeftOut,
): Promise<string[]> {
  try {
    return input.kind === 'dicom'
      ? await predictSeries(model, input, target, leftOut)
      : [await predictFile(model, input, input.kind, target)];
  } catch (error) {
    // Anything else is a fault of the engine, which the next file would meet, too.
    if (!(error instanceof InputError)) throw error;
    leftOut.add(input.label, error.message);
    return [];
  }
}

async function predictSeries(
  model: Model,
  input: PredictInput,
  target: string,
  leftOut: LeftOut,
): Promise<string[]> {
  const files: DicomFile[] = [];
  for (const file of input.files) {
    try {
      files.push(await readDicom(file));
    } catch (error) {
      leftOut.add(file, (error as Error).message);
    }
  }
  const groups = groupFrames(framesOf(files));
  const lines: string[] = [];
  for (const [index, group] of groups.entries()) {
    // A segmentation has one pixel grid; a series with several (e.g. scouts) needs several segmentations.
    const output = `${target}${groups.length > 1 ? `-${index + 1}` : ''}.dcm`;
    lines.push(await predictStack(model, input, stackGroup(group), output));
  }
  return lines;
}

async function predictFile(
  model: Model,
  input: PredictInput,
  kind: 'png' | 'jpeg' | 'nifti',
  target: string,
): Promise<string> {
  const [file] = input.files;
  if (kind === 'nifti') {
    const volume = await readNifti(file);
    const labels = await predictVoxels(model, input, volume);
    const output = `${target}${file.toLowerCase().endsWith('.gz') ? '.nii.gz' : '.nii'}`;
    await writeNifti(output, labels, volume);
    return describe(output, labels);
  }
  const image = await readSource({ path: file, kind });
  const labels = await predictVoxels(model, input, image);
  const output = `${target}.png`;
  // A single segment is written as 255, which is visible in image viewers; `evaluate` reads both.
  const shown = model.segments.length === 1 ? labels.map((label) => (label > 0 ? 255 : 0)) : labels;
  await writePng(output, image.size[0], image.size[1], shown);
  return describe(output, labels);
}

async function predictStack(
  model: Model,
  input: PredictInput,
  stack: DicomStack,
  output: string,
): Promise<string> {
  const labels = await predictVoxels(model, input, stack);
  await writeSeg(output, labels, stack, model.segments, model.name, model.seriesNumbers);
  const isEmpty = labels.every((label) => label === 0);
  return isEmpty ? `${output}: nothing found, one empty frame` : describe(output, labels);
}

/** Predicts labels in the voxel order of the file. */
async function predictVoxels({ segmenter }: Model, input: PredictInput, voxels: Voxels): Promise<Uint8Array> {
  const { field } = segmenter.description;
  const inMillimetres = field.wholeImage === 'mm';
  if (inMillimetres && !voxels.spacing) {
    throw new InputError(
      `${input.label} does not say how large its pixels are, but the model learnt in mm. ` +
        'Add the spacing, or train on images without it.',
    );
  }
  const slicing = slicingOf(voxels);
  const { rows, columns, slices, spacing } = slicing;
  const planes = Array.from({ length: slices }, (_, slice) => ({
    rows,
    columns,
    spacing,
    channels: voxels.channels,
    pixels: cutSlice(voxels.values, slicing, slice, voxels.channels),
  }));
  const share = longerSide(planeImage(planes[0], '', '')) / ((field.zoom ?? 1) * field.edgeMm);
  if (inMillimetres && share > MAX_FIELDS) {
    throw new InputError(
      `${input.label} is ${Math.round(share)} times as large as what the model looks at. Check the pixel spacing of both.`,
    );
  }
  const labels = new Uint8Array(rows * columns * slices);
  (await predictCase(segmenter, planes)).forEach((mask, slice) => putSlice(mask, slicing, slice, labels));
  return labels;
}

function describe(output: string, labels: Uint8Array): string {
  const found = labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0);
  return `${output}: ${found} of ${labels.length} pixels`;
}
