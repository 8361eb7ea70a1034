import type { TrainingPlan } from './presets';
import type { TrainingSnapshot } from './TrainingSnapshot';

/** Optional parts of a training beyond strong augmentation, in the order in which they take effect. */
export const INGREDIENTS = [
  'search',
  'unlabelled',
  'initialisation',
  'interpolation',
  'generator',
  'drop-unfaithful-pairs',
  'end-to-end',
  'include-validation',
  'ensemble',
] as const;
export type Ingredient = (typeof INGREDIENTS)[number];

/** Short descriptions of the ingredients for users. */
export const INGREDIENT_NAMES: Record<Ingredient, string> = {
  search: 'cross-validated choice of intensities and flips',
  unlabelled: 'chosen by images without masks, too',
  initialisation: 'pretrained on synthetic scenes',
  interpolation: 'outlines propagated to slices between drawn ones',
  generator: 'generated images',
  'drop-unfaithful-pairs': 'generated images only where they show the structures',
  'end-to-end': 'generator and mixing by the validation loss',
  'include-validation': 'all examples train at the end',
  ensemble: 'several networks that predict together',
};

/** The ingredients that a completed training used, in words, with their results. */
export function ingredientsOf(
  plan: TrainingPlan,
  { description, learnt }: Pick<TrainingSnapshot, 'description' | 'learnt'>,
): string[] {
  const { search, syntheticShare, interpolated, initialised, validationIncluded } = learnt;
  const { members = 1 } = description.network;
  const kept = search?.changes.filter((change) => change.kept).map(({ name }) => name) ?? [];
  const share = syntheticShare === null ? '' : ` (${Math.round(100 * syntheticShare)} % of the loss)`;
  return [
    'strong augmentation',
    ...kept,
    ...(initialised ? [INGREDIENT_NAMES.initialisation] : []),
    ...(interpolated > 0 ? [`${INGREDIENT_NAMES.interpolation} (${interpolated} images)`] : []),
    ...(syntheticShare ? [`${INGREDIENT_NAMES.generator}${share}`] : []),
    ...(syntheticShare === 0 ? ['no generated images (they did not show the structures)'] : []),
    ...(syntheticShare && plan.outerEvery ? [INGREDIENT_NAMES['end-to-end']] : []),
    ...(validationIncluded ? [INGREDIENT_NAMES['include-validation']] : []),
    ...(members > 1 ? [INGREDIENT_NAMES.ensemble] : []),
  ];
}

/**
 * Below this number of segmenter steps, a user of the viewer waits for the result, so searches are kept
 * short.
 */
const SHORT = 400;
/** Number of segmenter steps between two of the outer level; short trainings also get some of these. */
const outerEvery = ({ segmenterSteps }: TrainingPlan) =>
  segmenterSteps < SHORT ? Math.max(1, Math.min(20, Math.floor(segmenterSteps / 8))) : 10;
const FOLDS = 2;
/** Steps of a fold: with fewer steps, a change that pays off late would look harmful. */
const foldSteps = ({ segmenterSteps }: TrainingPlan) =>
  Math.ceil(segmenterSteps / (segmenterSteps < SHORT ? 5 : 2));
const INCLUDE_VALIDATION_AT = 0.7;

/** The changes that the search tries. docs/accuracy.md describes their effect on different data. */
export const CHANGES = [
  { name: 'equalised intensities', intensities: 'equalised' as const, between: 'series' as const },
  { name: 'no flips', augmentation: { flip: 0 } },
];

/** A copy of a plan with the given ingredients switched on and all others switched off. */
export function withIngredients(plan: TrainingPlan, ingredients: readonly Ingredient[]): TrainingPlan {
  const has = (name: Ingredient) => ingredients.includes(name);
  const generates = has('generator') && plan.generatorSteps > 0;
  return {
    ...plan,
    generatorSteps: generates ? plan.generatorSteps : 0,
    dropsUnfaithfulPairs: generates && has('drop-unfaithful-pairs'),
    outerEvery: generates && has('end-to-end') ? outerEvery(plan) : undefined,
    matchesAcquisition: has('unlabelled'),
    initialises: has('initialisation'),
    interpolates: has('interpolation'),
    search: has('search')
      ? { changes: CHANGES, folds: FOLDS, steps: foldSteps(plan), unlabelled: has('unlabelled') }
      : undefined,
    includeValidationAt: has('include-validation') ? INCLUDE_VALIDATION_AT : undefined,
    members: has('ensemble') ? plan.members : undefined,
  };
}
