import type { AugmentationStrength } from '../../src/data/augmentation';
import { STRONG } from '../../src/data/augmentation';
import type { TrainingPlan } from '../../src/learning/presets';
import { InputError } from '../InputError';

/** A way to learn from few labelled images. */
interface Method {
  summary: string;
  /** Makes the preset's plan one of this method; undefined while the engine cannot do it. */
  plan?: (preset: TrainingPlan) => TrainingPlan;
}

const NO_AUGMENTATION: AugmentationStrength = {
  rotation: 0,
  scale: 0,
  shift: 0,
  flip: 0,
  elastic: 0,
  contrast: 0,
  brightness: 0,
  noise: 0,
};

/** Every method by its name on the command line. */
export const METHODS = {
  none: {
    summary: 'the labelled images as they are: no augmentation, no generator',
    plan: (preset) => ({ ...preset, generatorSteps: 0, augmentation: NO_AUGMENTATION }),
  },
  augment: {
    summary: 'strong augmentation, no generator',
    plan: (preset) => ({ ...preset, generatorSteps: 0, augmentation: STRONG }),
  },
  separate: {
    summary: 'strong augmentation; a generator is trained first, then frozen while the segmenter trains',
    plan: (preset) => ({ ...preset, augmentation: STRONG }),
  },
  'end-to-end': { summary: 'generator and segmenter trained together' },
  full: { summary: 'everything the engine has' },
} satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

/**
 * The training plan of a method.
 *
 * @throws InputError that names the available methods when the engine does not have this one
 */
export function planOf(name: MethodName, preset: TrainingPlan): TrainingPlan {
  const method: Method = METHODS[name];
  if (method.plan) return method.plan(preset);
  throw new InputError(
    `The engine does not have the method "${name}" yet. Choose --method ${available(METHODS)}.`,
  );
}

/** Names of the entries that the engine has, e.g. "none, augment or separate". */
export function available(entries: Record<string, { summary: string; plan?: unknown }>): string {
  const names = Object.keys(entries).filter((name) => entries[name].plan !== undefined);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
