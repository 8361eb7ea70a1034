import type { BackendStatus } from '../../src/backends/BackendStatus';
import type { Channels } from '../../src/data/Channels';
import { segmentIdentity, type Segment } from '../../src/data/Segment';
import type { TrainingPlan } from '../../src/learning/presets';
import { PLANS } from '../../src/learning/presets';
import { InputError } from '../InputError';
import { planOf } from '../methods/methods';
import type { TrainingOptions } from './options';

/**
 * Networks in the ensemble, for *Balanced* too, which trains one network in the viewer, where the reader
 * waits. *Fast* trains one network here as well.
 */
export const NETWORKS = 2;

/**
 * The training plan for the given options and backend.
 *
 * @param channels channels of the images. For colour, all labelled images train from the first step; `full`
 * is an exception, as it first holds some out for validation
 */
export function trainingPlan(
  options: TrainingOptions,
  backend: BackendStatus,
  channels: Channels,
): TrainingPlan {
  const speed = backend.name === 'webgpu' && !backend.software ? 'interactive' : 'modest';
  const preset: TrainingPlan = { ...PLANS[speed][options.preset] };
  if (options.size !== undefined) preset.size = options.size;
  if (options.width !== undefined) preset.width = options.width;
  if (options.batch !== undefined) preset.batch = options.batch;
  // An explicit number of steps is for comparisons, so no training stops early.
  if (options.steps !== undefined)
    Object.assign(preset, { segmenterSteps: options.steps, patience: Infinity });
  if (options.generatorSteps !== undefined) preset.generatorSteps = options.generatorSteps;
  preset.members = options.networks ?? (options.preset === 'fast' ? 1 : NETWORKS);
  const plan = planOf(options.method, { ...preset, segmenter: options.segmenter }, options.without);
  // Photographs vary so much that holding out a quarter costs more accuracy than validating on so few images
  // gains.
  if (channels === 3) plan.includeValidationAt ??= 0;
  if (!plan.search || options.searchSteps === undefined) return plan;
  return { ...plan, search: { ...plan.search, steps: options.searchSteps } };
}

/**
 * Makes one segment for each label, with the user's names in order.
 *
 * @param foreground whether the masks were read with --foreground, so that there is one label
 * @throws InputError when the numbers of names and labels differ
 */
export function segmentsOf(
  labels: readonly number[],
  { names, foreground }: { names?: readonly string[]; foreground?: boolean },
): Segment[] {
  if (names && names.length !== labels.length) {
    throw new InputError(
      `--names gives ${names.length} names, but the masks hold ${labels.length} labels (${labels.join(', ')}).`,
    );
  }
  const twin = names?.find((name, i) => names.findIndex((other) => isSame(name, other)) < i);
  if (twin !== undefined) {
    throw new InputError(`--names gives the name "${twin}" to two segments. Give each a name of its own.`);
  }
  return labels.map((index, i) => ({
    index,
    name: names?.[i] ?? (foreground ? 'Foreground' : `Segment ${index}`),
  }));
}

const isSame = (a: string, b: string) => segmentIdentity({ name: a }) === segmentIdentity({ name: b });
