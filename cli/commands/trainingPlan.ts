import type { BackendStatus } from '../../src/backends/BackendStatus';
import { segmentIdentity, type Segment } from '../../src/data/Segment';
import type { TrainingPlan } from '../../src/learning/presets';
import { PLANS } from '../../src/learning/presets';
import type { LabelRule } from '../cases/LabelRule';
import { InputError } from '../InputError';
import { planOf } from '../methods/methods';
import type { TrainingOptions } from './options';

/**
 * The training plan for the given options and backend.
 *
 * In methods without level 3, all labelled images train from the first step.
 */
export function trainingPlan(options: TrainingOptions, backend: BackendStatus): TrainingPlan {
  const speed = backend.name === 'webgpu' && !backend.software ? 'interactive' : 'modest';
  const preset: TrainingPlan = { ...PLANS[speed][options.preset] };
  if (options.size !== undefined) preset.size = options.size;
  if (options.width !== undefined) preset.width = options.width;
  if (options.batch !== undefined) preset.batch = options.batch;
  if (options.minutes !== undefined) preset.seconds = 60 * options.minutes;
  // An explicit number of steps is for comparisons, so no training stops early.
  if (options.steps !== undefined)
    Object.assign(preset, { segmenterSteps: options.steps, patience: Infinity, seconds: undefined });
  if (options.generatorSteps !== undefined) preset.generatorSteps = options.generatorSteps;
  if (options.networks !== undefined) preset.members = options.networks;
  const plan = planOf(options.method, { ...preset, segmenter: options.segmenter }, options.without);
  // Holding out a quarter costs more accuracy than validating on so few images gains; only level 3 needs it.
  if (plan.outerEvery === undefined) plan.includeValidationAt ??= 0;
  return plan;
}

/**
 * Makes one segment for each label, with the user's names in order, or those of the masks with their codes.
 *
 * @param foreground whether the masks were read with --foreground, so that there is one label
 * @throws InputError when the numbers of names and labels differ
 */
export function segmentsOf(
  { labels, names: known, codes }: Pick<LabelRule, 'labels' | 'names' | 'codes'>,
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
    name: names?.[i] ?? known?.[i] ?? (foreground ? 'Foreground' : `Segment ${index}`),
    // Codes belong to the name that the masks give.
    ...(names ? {} : codes?.[i]),
  }));
}

const isSame = (a: string, b: string) => segmentIdentity({ name: a }) === segmentIdentity({ name: b });
