import { STRONG } from '../data/augmentation';
import type { TrainingPlan } from './presets';
import type { TrainingSnapshot } from './TrainingSnapshot';

/** What a training may have beyond strong augmentation, in the order in which it acts. */
export const INGREDIENTS = ['search', 'unlabelled', 'generator', 'end-to-end', 'join'] as const;
export type Ingredient = (typeof INGREDIENTS)[number];

/** Each ingredient in a few words, for readers. */
export const INGREDIENT_NAMES: Record<Ingredient, string> = {
  search: 'cross-validated choice of intensities and flips',
  unlabelled: 'chosen by images without masks, too',
  generator: 'generated images',
  'end-to-end': 'generator and mixing by the validation loss',
  join: 'all examples train at the end',
};

/** The ingredients of a training that ran, in words, with what came of them. */
export function ingredientsOf(
  plan: TrainingPlan,
  { search, syntheticShare }: TrainingSnapshot['learnt'],
): string[] {
  const kept = search?.changes.filter((change) => change.kept).map(({ name }) => name) ?? [];
  const share = syntheticShare === null ? '' : ` (${Math.round(100 * syntheticShare)} % of the loss)`;
  return [
    'strong augmentation',
    ...kept,
    ...(syntheticShare === null ? [] : [`${INGREDIENT_NAMES.generator}${share}`]),
    ...(syntheticShare !== null && plan.outerEvery ? [INGREDIENT_NAMES['end-to-end']] : []),
    ...(plan.joinAt ? [INGREDIENT_NAMES.join] : []),
  ];
}

/** Generated pairs beside the real ones of a batch. */
const SYNTHETIC = 2;
/** Segmenter steps between two of the outer level. */
const OUTER_EVERY = 10;
const JOIN_AT = 0.7;

/** What the search tries: see docs/accuracy.md for what each change does to which data. */
export const CHANGES = [
  { name: 'equalised intensities', intensities: 'equalised' as const },
  { name: 'no flips', augmentation: { ...STRONG, flip: 0 } },
];
const SEARCH = { folds: 3, steps: 120 };

/**
 * A plan with strong augmentation and the given ingredients; the real pairs of a batch stay as many as they were.
 */
export function withIngredients(plan: TrainingPlan, ingredients: readonly Ingredient[]): TrainingPlan {
  const has = (name: Ingredient) => ingredients.includes(name);
  const real = plan.batch - (plan.generatorSteps > 0 ? plan.syntheticPerBatch : 0);
  const generates = has('generator') && plan.generatorSteps > 0;
  return {
    ...plan,
    augmentation: STRONG,
    batch: real + (generates ? SYNTHETIC : 0),
    syntheticPerBatch: generates ? SYNTHETIC : 0,
    generatorSteps: generates ? plan.generatorSteps : 0,
    outerEvery: generates && has('end-to-end') ? OUTER_EVERY : undefined,
    search: has('search') ? { changes: CHANGES, ...SEARCH, unlabelled: has('unlabelled') } : undefined,
    joinAt: has('join') ? JOIN_AT : undefined,
  };
}
