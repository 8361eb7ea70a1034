import type { TrainingPlan } from './presets';
import type { TrainingSnapshot } from './TrainingSnapshot';

/** What a training may have beyond strong augmentation, in the order in which it acts. */
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

/** Each ingredient in a few words, for readers. */
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

/** The ingredients of a training that ran, in words, with what came of them. */
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

/** Trainings of fewer steps are waited for in the viewer: they ask fewer questions. */
const SHORT = 400;
/** Segmenter steps between two of the outer level, which takes some steps however short the training is. */
const outerEvery = ({ segmenterSteps }: TrainingPlan) =>
  segmenterSteps < SHORT ? Math.max(1, Math.min(20, Math.floor(segmenterSteps / 8))) : 10;
const FOLDS = 2;
/** A fold's steps by those of the training: with fewer a change that pays off late looks as if it did harm. */
const foldSteps = ({ segmenterSteps }: TrainingPlan) =>
  Math.ceil(segmenterSteps / (segmenterSteps < SHORT ? 5 : 2));
const INCLUDE_VALIDATION_AT = 0.7;

/** What the search tries: see docs/accuracy.md for what each change does to which data. */
export const CHANGES = [
  { name: 'equalised intensities', intensities: 'equalised' as const, between: 'series' as const },
  { name: 'no flips', augmentation: { flip: 0 } },
];

/** A plan with the given ingredients, and the strong augmentation that suits the images. */
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
