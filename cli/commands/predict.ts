import { mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BackendRequest } from '../../src/backends/BackendStatus';
import { textOf } from '../../src/dicom/Attributes';
import { imageUnit } from '../../src/dicom/imageUnit';
import { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import type { Segmenter } from '../../src/inference/Segmenter';
import { readSource } from '../cases/readCase';
import { makeSegmenter, openModel } from '../engine/openModel';
import { predictVoxels } from '../engine/predictVoxels';
import { startEngine } from '../engine/startEngine';
import type { DicomFile } from '../files/DicomFile';
import type { Predictor } from '../files/describeMasks';
import { learntFrom } from '../files/learntFrom';
import { readDicom } from '../files/readDicom';
import { readNifti } from '../files/readNifti';
import { SEG_FORMATS, SERIES_FORMATS, type SeriesFormatName, writeSeries } from '../files/seriesFormats';
import type { DicomStack } from '../files/stackFrames';
import { framesOf, groupFrames, stackGroup } from '../files/stackFrames';
import { writeSeriesReport } from '../files/writeSeriesReport';
import { writeNifti } from '../files/writeNifti';
import { writePng } from '../files/writePng';
import { InputError } from '../InputError';
import type { LeftOut } from '../report/LeftOut';
import { Progress } from '../report/Progress';
import { UnitNotes } from '../report/UnitNotes';
import { claimFolder } from './claimOutput';
import type { PredictInput } from './listInputs';
import { listInputs } from './listInputs';

export interface PredictOptions {
  model: string;
  in: string;
  out: string;
  /** Kind of the files for DICOM series. */
  format: SeriesFormatName;
  /** Whether to write the volumes of their segments, too. */
  report?: boolean;
  backend: BackendRequest;
  threads: number;
}

/** A loaded model. */
interface Model extends Predictor {
  segmenter: Segmenter;
  /** Assigns numbers to the written series. */
  seriesNumbers: SeriesNumbers;
  format: SeriesFormatName;
  report: boolean;
  /** Collects in what units the series are. */
  units: UnitNotes;
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
  if (options.report && !SEG_FORMATS.includes(options.format)) {
    throw new InputError(
      `--report describes a DICOM SEG, so it goes with --format ${SEG_FORMATS.join(', ')}, not ${options.format}.`,
    );
  }
  const file = await openModel(options.model);
  const { inputs, leftOut } = await listInputs(options.in);
  await checkApart(options);
  await claimFolder(options.out);
  await startEngine(options.backend, options.threads);
  const model: Model = {
    name: file.name,
    id: file.id,
    segmenter: makeSegmenter(file),
    segments: file.description.segments,
    seriesNumbers: new SeriesNumbers(),
    format: options.format,
    report: options.report ?? false,
    units: new UnitNotes(learntFrom(file).units),
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
    progress.note(model.units.describe());
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
  const headers = files.map(({ attributes }) => attributes);
  const modality = textOf(headers[0], 'Modality');
  if (files.length > 0) model.units.add(input.label, modality, imageUnit(modality, headers));
  const groups = groupFrames(framesOf(files));
  const lines: string[] = [];
  for (const [index, group] of groups.entries()) {
    // A segmentation has one pixel grid; a series with several (e.g. scouts) needs several segmentations.
    const output = `${target}${groups.length > 1 ? `-${index + 1}` : ''}${SERIES_FORMATS[model.format].ending}`;
    lines.push(...(await predictStack(model, input, stackGroup(group), output, leftOut)));
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
    const { labels } = await predictVoxels(model.segmenter, volume, input.label);
    const output = `${target}${file.toLowerCase().endsWith('.gz') ? '.nii.gz' : '.nii'}`;
    await writeNifti(output, labels, volume);
    return describe(output, labels);
  }
  const image = await readSource({ path: file, kind });
  const { labels } = await predictVoxels(model.segmenter, image, input.label);
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
  leftOut: LeftOut,
): Promise<string[]> {
  const { needsProbabilities: probabilities } = SERIES_FORMATS[model.format];
  const masks = await predictVoxels(model.segmenter, stack, input.label, { probabilities });
  const { labels } = masks;
  await writeSeries(output, masks, stack, model, model.seriesNumbers, model.format);
  const isEmpty = labels.every((label) => label === 0);
  const lines = [isEmpty ? `${output}: nothing found` : describe(output, labels)];
  if (!model.report) return lines;
  const report = output.replace(/\.dcm$/, '-report.dcm');
  try {
    await writeSeriesReport(report, output, masks, stack, model, model.seriesNumbers);
    lines.push(`${report}: volumes`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    leftOut.add(report, error.message);
  }
  return lines;
}

function describe(output: string, labels: Uint8Array): string {
  const found = labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0);
  return `${output}: ${found} of ${labels.length} pixels`;
}
