import { InvalidArgumentError, Option } from 'commander';
import type { SegmenterKind } from '../../src/data/SegmenterKind';
import { PLANS } from '../../src/learning/presets';
import type { BackendRequest } from '../../src/backends/BackendStatus';
import type { Ingredient } from '../../src/learning/recipe';
import { INGREDIENT_NAMES, INGREDIENTS } from '../../src/learning/recipe';
import type { Preset } from '../../src/worker/protocol';
import { OVERRIDE_BOUNDS as BOUNDS } from '../../src/worker/trainOverrides';
import type { Pick } from '../cases/pickLabelled';
import type { MethodName } from '../methods/methods';
import { MAX_THREADS } from '../../src/backends/maxThreads';
import { defaultThreads } from '../engine/defaultThreads';
import { METHODS } from '../methods/methods';
import { SEGMENTERS } from '../methods/segmenters';

/** Training options of `evaluate` and `train`. */
export interface TrainingOptions {
  train: string;
  labelled?: number;
  pick: Pick;
  slices?: number;
  labels?: number[];
  foreground?: boolean;
  grey?: boolean;
  group?: RegExp;
  method: MethodName;
  without: Ingredient[];
  segmenter: SegmenterKind;
  preset: Preset;
  size?: number;
  width?: number;
  batch?: number;
  minutes?: number;
  steps?: number;
  generatorSteps?: number;
  networks?: number;
  seed: number;
  backend: BackendRequest;
  threads: number;
}

const ingredients = Object.fromEntries(
  Object.entries(INGREDIENT_NAMES).map(([name, summary]) => [name, { summary }]),
);
const BACKENDS: BackendRequest[] = ['auto', 'webgpu', 'wasm', 'cpu'];
const BIGGEST_SIZE = 1024;

/** The training options, in the order of the help text. */
export function trainingOptions(): Option[] {
  return [
    new Option('--train <dir>', 'folder with images/ and masks/ to learn from').makeOptionMandatory(),
    new Option('--labelled <n>', 'number of labelled cases in --train (see below)').argParser(atLeast(1)),
    new Option('--pick <how>', 'which ones: the first by name, or random ones by --seed')
      .choices(['first', 'random'])
      .default('first'),
    new Option(
      '--slices <n>',
      'maximum number of slices with a mask to train on, per labelled volume',
    ).argParser(atLeast(1)),
    new Option('--labels <list>', 'mask values to use as segments, e.g. 1,2').argParser(labelList),
    new Option('--foreground', 'merges all labels of the masks into one segment, "Foreground"'),
    new Option('--grey', 'reads colour images as luminance'),
    new Option(
      '--group <regex>',
      'cases belong to one patient if this matches the same text in their names (its first group, if it has one)',
    ).argParser(pattern),
    new Option('--method <name>', namesAndSummaries(METHODS)).choices(Object.keys(METHODS)).default('full'),
    new Option('--without <list>', `ingredients to leave out of a method: ${namesAndSummaries(ingredients)}`)
      .argParser(ingredientList)
      .default([], 'nothing'),
    new Option('--segmenter <name>', namesAndSummaries(SEGMENTERS))
      .choices(Object.keys(SEGMENTERS))
      .default('unet'),
    new Option('--preset <name>', 'sizes and steps, chosen for the backend')
      .choices(Object.keys(PLANS.modest))
      .default('balanced'),
    new Option('--size <s>', 'working size in pixels, a multiple of 16; overrides the preset').argParser(
      workingSize,
    ),
    new Option(
      '--width <n>',
      `channels of the segmenter’s first level, 1 to ${BOUNDS.width[1]}; overrides the preset`,
    ).argParser(between(BOUNDS.width)),
    new Option(
      '--batch <n>',
      `images per training step, 1 to ${BOUNDS.batch[1]}; overrides the preset`,
    ).argParser(between(BOUNDS.batch)),
    new Option(
      '--minutes <m>',
      'time for training; the numbers of steps follow from the speed of this machine; overrides the preset',
    ).argParser(positive),
    new Option('--steps <n>', 'exact number of segmenter steps; overrides the preset').argParser(atLeast(1)),
    new Option('--generator-steps <n>', 'number of generator steps; overrides the preset').argParser(
      atLeast(1),
    ),
    new Option(
      '--networks <n>',
      'number of networks to train, whose predictions are averaged (default: 1)',
    ).argParser(atLeast(1)),
    new Option('--seed <k>', 'random seed; the same seed, data and backend give the same result')
      .argParser(atLeast(0))
      .default(0),
    backendOption(),
    threadsOption(),
  ];
}

export function backendOption(): Option {
  return new Option('--backend <name>', 'auto: WebGPU if there is a graphics card, otherwise WASM')
    .choices(BACKENDS)
    .default('auto');
}

export function threadsOption(): Option {
  return new Option('--threads <n>', `number of threads on WASM, 1 to ${MAX_THREADS}`)
    .argParser(between([1, MAX_THREADS]))
    .default(defaultThreads(), 'one per core');
}

/** Help text that explains how the training options interact. */
export const DATA_HELP = `
Data:
  DIR/images and DIR/masks hold files of the same name (the ending may differ): PNG, JPEG, NIfTI (.nii, .nii.gz)
  or DICOM; nnU-Net's imagesTr and labelsTr do as well. A folder inside images/ is a DICOM series; its mask is
  masks/FOLDER.nii.gz, a DICOM SEG or an RT structure set, placed by its geometry. A case is a 2-D image or a volume;
  volumes are sliced along the file's third axis. If any image is in colour, all are read as red, green and blue;
  --grey reads all as luminance.
  Mask values are segments; in pictures, those up to 31, a few even areas of grey, or a few colours. Otherwise values
  above 127 form one segment. In a PNG mask with a palette of colours, the palette's indices are the segments, and
  index 0 is the background. A line on stderr says how the masks were read.
  Cases are sorted by name; the first --labelled are used for training, about a quarter of their images for validation.
  With --group and at least three labelled patients, the cases of a patient are either all for training or all for
  validation. Without --test, further cases of labelled patients are not tested. A case whose name does not match
  counts as a patient of its own.`;

/** Parses a whole number that is at least a minimum. */
export function atLeast(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`Give a whole number of at least ${minimum}.`);
    }
    return value;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0)
    throw new InvalidArgumentError('Give a number above 0, e.g. 2.5.');
  return value;
}

function between([minimum, maximum]: readonly [number, number]): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

function workingSize(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 16 || value > BIGGEST_SIZE || value % 16 !== 0) {
    throw new InvalidArgumentError(`Give a multiple of 16 from 16 to ${BIGGEST_SIZE}.`);
  }
  return value;
}

function labelList(text: string): number[] {
  const values = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  if (!values.every((value) => value >= 1 && value <= 255) || new Set(values).size < values.length) {
    throw new InvalidArgumentError('Give different values from 1 to 255 with commas between them, e.g. 1,2.');
  }
  return values;
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** Parses comma-separated names. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Give names with commas between them, none empty.');
  return names;
}

function ingredientList(text: string): Ingredient[] {
  return nameList(text).map((name) => {
    const known = INGREDIENTS.find((ingredient) => ingredient === name);
    if (!known) throw new InvalidArgumentError(`"${name}" is none of ${INGREDIENTS.join(', ')}.`);
    return known;
  });
}

function namesAndSummaries(entries: Record<string, { summary: string }>): string {
  return Object.entries(entries)
    .map(([name, { summary }]) => `${name}: ${summary}`)
    .join('; ');
}
