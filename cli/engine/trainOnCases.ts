import type { Example, Image } from '../../src/data/Image';
import type { PlacedSeries } from '../../src/data/PlacedSeries';
import type { Segment } from '../../src/data/Segment';
import { MAX_BETWEEN } from '../../src/propagation/SeriesPriors';
import { spread } from '../../src/data/spread';
import { beginsInitialised } from '../../src/learning/initialise';
import type { TrainingStart } from '../../src/learning/TrainingStart';
import type { TrainingPlan } from '../../src/learning/presets';
import type { TrainingSnapshot } from '../../src/learning/TrainingSnapshot';
import { train } from '../../src/learning/train';
import type { TrainProgress } from '../../src/learning/TrainingProgress';
import type { Case } from '../cases/Case';
import type { PatientOf } from '../cases/patients';
import { InputError } from '../InputError';
import { chooseSlices } from './chooseSlices';
import { readInitialNetwork } from './readInitialNetwork';
import { sampleSeries } from '../../src/data/sampleSeries';
import type { WholeImageField } from '../../src/data/wholeImage';
import { fieldOfView, IMAGE_EDGE, longerSide, placeImage } from '../../src/data/wholeImage';
import { zoomFor } from '../../src/data/zoomFor';
import type { Plane } from './planeImage';
import { planeImage } from './planeImage';

export interface CaseTraining {
  /** Sorted by name. */
  cases: readonly Case[];
  segments: readonly Segment[];
  /**
   * Returns the patient of a case; cases of one patient are never split between training and validation.
   * Undefined if each case is a separate patient.
   */
  patientOf?: PatientOf;
  /** The series to predict, which decide how to train. */
  toPredict?: readonly PlacedSeries[];
  plan: TrainingPlan;
  seed: number;
  /** Whether all images are resampled to the same mm per pixel; otherwise each image fills the field. */
  inMillimetres: boolean;
  /** A model to go on from, with the same segments in the same order. */
  start?: TrainingStart;
  /** Maximum number of training slices with a mask per volume; undefined for all. */
  slicesPerVolume?: number;
}

export interface TrainedCases {
  snapshot: TrainingSnapshot;
  /** Training steps of all networks together. */
  steps: number;
  /** Number of images used in training and validation, including those without the structure. */
  examples: number;
}

/**
 * Trains on the labelled cases.
 *
 * @throws InputError when there are too few examples
 */
export async function trainOnCases(
  training: CaseTraining,
  onProgress: (progress: TrainProgress) => void,
): Promise<TrainedCases> {
  const { cases, segments, plan, seed, inMillimetres } = training;
  const slices = cases.flatMap((one) =>
    chooseSlices(one.slices, training.slicesPerVolume).map((index) => ({ one, index })),
  );
  const drawn = slices.filter(({ one, index }) => one.slices[index].labelmap.some((label) => label > 0));
  checkSegments(cases, segments);
  if (slices.length < 2) {
    throw new InputError('One image is too little to learn from. Label at least two, see --labelled.');
  }
  const field: WholeImageField | undefined = training.start
    ? startingField(training.start)
    : inMillimetres
      ? { unit: 'mm', edge: Math.max(...drawn.map(({ one, index }) => longerSide(imageOf(one, index)))) }
      : { unit: 'image', edge: IMAGE_EDGE };
  const place = (one: Case, index: number) => {
    const image = imageOf(one, index);
    return field ? placeImage(image, field) : image;
  };
  const exampleOf = ({ one, index }: (typeof slices)[number]): Example => ({
    image: place(one, index),
    labelmap: one.slices[index].labelmap,
    patientId: training.patientOf?.(one.name),
  });
  if (field && !training.start) field.zoom = zoomFor(slices.map(exampleOf), field.edge, plan.size);
  // Placed again, because a zoom changes how images are placed.
  const examples = slices.map(exampleOf);
  const between = plan.interpolates
    ? cases.flatMap((one) => betweenChosen(one, slices).map((index) => place(one, index)))
    : [];
  const intensities = new Map<string, Float32Array>();
  for (const one of cases) intensities.set(one.name, await valuesOf(one));
  let steps = 0;
  const snapshot = await train(
    {
      ...{ examples, toPredict: training.toPredict, between, intensities, segments, plan, seed },
      start: training.start,
      initial: beginsInitialised(plan, examples) ? await readInitialNetwork() : undefined,
      field: field ? fieldOfView(field) : undefined,
    },
    {
      onProgress: (progress) => {
        // The final report counts all steps as done, including skipped ones; it carries no loss.
        if (Object.keys(progress.losses).length > 0) steps++;
        onProgress(progress);
      },
      onImproved: () => undefined,
      // Yields to the event loop, so that the progress bar is drawn and Ctrl-C works.
      pause: () => new Promise((resolve) => setTimeout(() => resolve(false), 0)),
    },
  );
  return { snapshot, steps, examples: examples.length };
}

/**
 * How a model that is gone on from sees images; undefined for a model of the viewer, which looks where
 * masks are drawn.
 */
function startingField({ description: { field } }: TrainingStart): WholeImageField | undefined {
  const { wholeImage, edgeMm, zoom = 1 } = field;
  return wholeImage && { unit: wholeImage, edge: zoom * edgeMm, zoom };
}

/** Indices of the slices between the training slices of a case, in order. */
function betweenChosen(one: Case, chosen: readonly { one: Case; index: number }[]): number[] {
  const own = chosen.filter((slice) => slice.one === one).map(({ index }) => index);
  const inner = one.slices
    .map((_, index) => index)
    .slice(Math.min(...own), Math.max(...own))
    .filter((index) => !own.includes(index));
  return spread(inner, MAX_BETWEEN);
}

function imageOf(one: Case, index: number): Image {
  return planeImage(planeOf(one, index), sliceName(one, index), one.name, index);
}

/** Values of the whole case, for normalisation. */
async function valuesOf(one: Case): Promise<Float32Array> {
  const places = one.slices.map(() => ({}));
  return (await sampleSeries(places, (index) => imageOf(one, index))).values;
}

/** A slice of a case as a plane. */
export function planeOf({ slicing, channels, slices }: Case, index: number): Plane {
  const { rows, columns, spacing } = slicing;
  return { rows, columns, spacing, channels, pixels: slices[index].pixels };
}

/** Name of a slice in messages, numbered from 1. */
function sliceName(one: Case, index: number): string {
  return one.volume ? `${one.name}, slice ${index + 1}` : one.name;
}

function checkSegments(cases: readonly Case[], segments: readonly Segment[]): void {
  for (const { index, name } of segments) {
    if (cases.some(({ slices }) => slices.some(({ labelmap }) => labelmap.includes(index)))) continue;
    const names = cases.map((one) => one.name);
    throw new InputError(
      `None of the ${cases.length} labelled cases (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}) ` +
        `shows the segment "${name}" (value ${index}). Label more cases with --labelled, or others with --pick.`,
    );
  }
}
