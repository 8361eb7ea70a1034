import type { AugmentationStrength } from '../../src/data/augmentation';
import { UNCHANGED } from '../../src/data/augmentation';
import type { TrainingPlan } from '../../src/learning/presets';
import type { Ingredient } from '../../src/learning/recipe';
import { INGREDIENTS, withIngredients } from '../../src/learning/recipe';

/** A way to learn from few labelled images. */
interface Method {
  summary: string;
  ingredients: readonly Ingredient[];
  augmentation?: AugmentationStrength;
  trainsOn?: TrainingPlan['trainsOn'];
}

/** Every method by its name on the command line. */
export const METHODS = {
  none: {
    summary: 'the labelled images unchanged: no augmentation, no generator',
    ingredients: [],
    augmentation: UNCHANGED,
  },
  augment: { summary: 'strong augmentation, no generator', ingredients: [] },
  separate: {
    summary: 'strong augmentation; a generator is trained first, then frozen while the segmenter trains',
    ingredients: ['generator'],
  },
  'end-to-end': {
    summary:
      'the same, but the validation loss continues to train the generator and the weight of its images',
    ingredients: ['generator', 'end-to-end'],
  },
  genseg: {
    summary:
      'the labelled images unchanged, and as many generated from augmented masks, end to end: the protocol of GenSeg',
    ingredients: ['generator', 'end-to-end'],
    trainsOn: 'unchanged-and-generated',
  },
  'genseg-separate': {
    summary: 'as genseg, with a generator that is trained first, then frozen',
    ingredients: ['generator'],
    trainsOn: 'unchanged-and-generated',
  },
  generated: {
    summary: 'images generated from augmented masks alone, by a generator that is trained first, then frozen',
    ingredients: ['generator'],
    trainsOn: 'generated',
  },
  full: { summary: 'everything that helps; see --without', ingredients: INGREDIENTS },
} satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

/**
 * The training plan of a method: the preset's sizes and steps with the method's ingredients.
 *
 * @param without ingredients to leave out
 */
export function planOf(
  name: MethodName,
  preset: TrainingPlan,
  without: readonly Ingredient[] = [],
): TrainingPlan {
  const method: Method = METHODS[name];
  const ingredients = method.ingredients.filter((ingredient) => !without.includes(ingredient));
  const plan = withIngredients(preset, ingredients);
  const { augmentation, trainsOn } = method;
  return {
    ...plan,
    ...(augmentation && { augmentation }),
    // As many generated pairs as real ones.
    ...(trainsOn && { trainsOn, syntheticPerBatch: plan.batch }),
  };
}
