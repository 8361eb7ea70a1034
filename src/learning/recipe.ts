import type { TrainingPlan } from './presets';
import type { TrainingSnapshot } from './TrainingSnapshot';

/** Optional parts of a training beyond strong augmentation, in the order in which they take effect. */
export const INGREDIENTS = [
  'matching',
  'initialisation',
  'interpolation',
  'generator',
  'within-scene',
  'drop-unfaithful-pairs',
  'end-to-end',
  'include-validation',
] as const;
export type Ingredient = (typeof INGREDIENTS)[number];

/** Short descriptions of the ingredients for users. */
export const INGREDIENT_NAMES: Record<Ingredient, string> = {
  matching: 'unusual images matched to the examples',
  initialisation: 'pretrained on synthetic scenes',
  interpolation: 'outlines propagated to slices between drawn ones',
  generator: 'generated images',
  'within-scene': 'generated images only where all images are of one study',
  'drop-unfaithful-pairs': 'generated images only where they show the structures',
  'end-to-end': 'a generator tuned by the validation loss',
  'include-validation': 'the held-out images at the end',
};

/** The ingredients that a completed training used, in words, with their results. */
export function ingredientsOf(
  plan: TrainingPlan,
  { description, learnt }: Pick<TrainingSnapshot, 'description' | 'learnt'>,
): string[] {
  const { syntheticShare, interpolated, initialised, continued, validationIncluded } = learnt;
  const { members = 1 } = description.network;
  const share = syntheticShare === null ? '' : ` (${Math.round(100 * syntheticShare)} % of the loss)`;
  return [
    ...(continued ? ['refined from an earlier model'] : []),
    'strong augmentation',
    ...(initialised ? [INGREDIENT_NAMES.initialisation] : []),
    ...(interpolated > 0 ? [`${INGREDIENT_NAMES.interpolation} (${interpolated} images)`] : []),
    ...(syntheticShare ? [`${INGREDIENT_NAMES.generator}${share}`] : []),
    ...(syntheticShare === 0 ? ['no generated images (they did not show the structures)'] : []),
    ...(syntheticShare && plan.outerEvery ? [INGREDIENT_NAMES['end-to-end']] : []),
    ...(validationIncluded ? [INGREDIENT_NAMES['include-validation']] : []),
    ...(members > 1 ? [`${members} networks that predict together`] : []),
  ];
}

/** Number of segmenter steps between two of the outer level. */
const OUTER_EVERY = 10;
const INCLUDE_VALIDATION_AT = 0.7;

/** A copy of a plan with the given ingredients switched on and all others switched off. */
export function withIngredients(plan: TrainingPlan, ingredients: readonly Ingredient[]): TrainingPlan {
  const has = (name: Ingredient) => ingredients.includes(name);
  const generates = has('generator') && plan.generatorSteps > 0;
  return {
    ...plan,
    generatorSteps: generates ? plan.generatorSteps : 0,
    generatesWithinScene: generates && has('within-scene'),
    dropsUnfaithfulPairs: generates && has('drop-unfaithful-pairs'),
    outerEvery: generates && has('end-to-end') ? OUTER_EVERY : undefined,
    matchesAcquisition: has('matching'),
    initialises: has('initialisation'),
    interpolates: has('interpolation'),
    includeValidationAt: has('include-validation') ? INCLUDE_VALIDATION_AT : undefined,
  };
}
