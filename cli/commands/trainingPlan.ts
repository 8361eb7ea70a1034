import type { BackendStatus } from '../../src/backends/BackendStatus';
import type { Channels } from '../../src/data/Channels';
import type { Segment } from '../../src/data/Segment';
import type { TrainingPlan } from '../../src/learning/presets';
import { PLANS } from '../../src/learning/presets';
import { InputError } from '../InputError';
import { planOf } from '../methods/methods';
import type { TrainingOptions } from './options';

/**
 * Nobody waits at the command line as before a viewer, whose *Balanced* trains one; *Fast* does so here, too.
 */
export const NETWORKS = 2;

/**
 * The plan that the options ask for on a backend.
 *
 * @param channels of the images: in colour all labelled images train from the first step on, but for `full`,
 * which validates at first
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
  // Who names a number of steps compares: then no training ends early.
  if (options.steps !== undefined)
    Object.assign(preset, { segmenterSteps: options.steps, patience: Infinity });
  if (options.generatorSteps !== undefined) preset.generatorSteps = options.generatorSteps;
  preset.members = options.networks ?? (options.preset === 'fast' ? 1 : NETWORKS);
  const plan = planOf(options.method, { ...preset, segmenter: options.segmenter }, options.without);
  // No two photographs are alike: what a quarter of them shows is missed, and validating on so few does not
  // make up for it.
  if (channels === 3) plan.includeValidationAt ??= 0;
  if (!plan.search || options.searchSteps === undefined) return plan;
  return { ...plan, search: { ...plan.search, steps: options.searchSteps } };
}

/**
 * Segments for labels, with the names that the user gave, in order.
 *
 * @param foreground the masks were read with --foreground, so there is one label
 * @throws InputError when there are more or fewer names than labels
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
  return labels.map((index, i) => ({
    index,
    name: names?.[i] ?? (foreground ? 'Foreground' : `Segment ${index}`),
  }));
}
