import type * as tf from '@tensorflow/tfjs';
import type { Channels } from '../data/Channels';
import { UNCHANGED } from '../data/augmentation';
import type { FieldOfView } from '../data/FieldOfView';
import { fitFieldOfView } from '../data/FieldOfView';
import type { Example, Image } from '../data/Image';
import type { Acquisition } from '../data/Acquisition';
import { acquisitionOf } from '../data/matching';
import { fitNormalisation } from '../data/normalisation';
import { fieldFromStart } from '../data/fieldFromStart';
import type { SeededRandom } from '../data/random';
import { toChannels, withChannels } from '../data/toChannels';
import { cutMix } from './cutMix';
import { drawPairs, imageBatch, labelBatch } from './batches';
import type { FieldPair } from './FieldExample';
import { FieldExample } from './FieldExample';
import type { Pairs } from './hypergradient/OuterProblem';
import { interpolatedExamples } from '../propagation/interpolatedExamples';
import type { Variation } from './presets';
import type { ExampleSplit } from './splitExamples';
import { splitExamples, withoutValidation } from './splitExamples';
import { isOneScene, suitableVariation } from './suitableVariation';
import type { TrainingInput } from './TrainingInput';

/** Minimum number of examples to tell what other images show. */
const MIN_EXPECTED = 5;

/**
 * The examples as the networks see them: cropped to the field and normalised. Some are held out for
 * validation; the others are augmented anew each time they are drawn.
 */
export class ShownExamples {
  /** Number of classes, including background. */
  readonly classes: number;
  /** The maximum over the examples: if some are in colour, the grey ones are converted to colour. */
  readonly channels: Channels;
  readonly field: FieldOfView;
  readonly split: ExampleSplit;
  /** What the training images look like, for `matchingNormalisation`. */
  readonly acquisition: Acquisition | undefined;
  /** Indices of the segments that other images will show, too: all examples do, and they are enough. */
  readonly expected: number[];
  /** How the examples are normalised and augmented. */
  variation: Variation;
  /** The training examples; once validation examples are included, all examples. */
  training: FieldExample[] = [];
  validation: FieldPair[] = [];
  /** Number of training images with interpolated outlines. */
  interpolated = 0;
  /** Whether the validation examples are also used for training. */
  includesValidation = false;

  /** Call {@link show} before drawing examples. */
  constructor(
    private readonly input: TrainingInput,
    private readonly random: SeededRandom,
  ) {
    const { examples, segments, plan } = input;
    this.classes = segments.length + 1;
    const whole = examples.filter(isWhole);
    this.expected = segments
      .map(({ index }) => index)
      .filter(
        (index) => whole.length >= MIN_EXPECTED && whole.every(({ labelmap }) => labelmap.includes(index)),
      );
    // Images with fewer channels are converted, see `withChannels`.
    this.channels = input.start
      ? (input.start.description.network.channels ?? 1)
      : examples.reduce<Channels>(
          (most, { image: { channels = 1 } }) => (channels > most ? channels : most),
          1,
        );
    this.field =
      input.field ??
      (input.start ? fieldFromStart(input.start.description.field, examples) : fitFieldOfView(examples));
    this.variation = this.variationFor(plan.segmenterSteps);
    this.split = plan.includeValidationAt === 0 ? withoutValidation(examples) : this.splitOff(examples);
    if (plan.matchesAcquisition) {
      this.acquisition = acquisitionOf(
        examples.map(({ image }) => ({ image, sample: this.sampleOf(image) })),
      );
    }
  }

  /** Whether examples are held out that do not train before {@link includeValidation}. */
  get heldOut(): boolean {
    const { training, validation } = this.split;
    return !validation.some((example) => training.includes(example));
  }

  /** Whether one network soon gains nothing more: on grey images of several series. */
  get saturates(): boolean {
    return this.channels === 1 && !isOneScene(this.input);
  }

  /** Prepares the training and validation examples. Interpolating outlines takes longer than a step. */
  show(): void {
    const { training, validation } = this.split;
    this.training = this.withInterpolated(training);
    const whole = validation.filter(isWhole);
    const judged = whole.length > 0 ? whole : validation;
    this.validation = this.prepare(judged.map((example) => ({ ...example, weight: 1 }))).map((example) =>
      example.plain(),
    );
  }

  /** Varies the examples as it suits a training of this number of steps, once it is known. */
  suitSteps(steps: number): void {
    this.variation = this.variationFor(steps);
  }

  /** From now on, also trains on the validation examples. */
  includeValidation(): void {
    if (this.includesValidation) return;
    this.training = this.withInterpolated(this.input.examples);
    this.includesValidation = true;
  }

  private prepare(examples: readonly Example[]): FieldExample[] {
    const { plan, segments } = this.input;
    const { channels, field } = this;
    const classOf = new Map(segments.map(({ index }, i) => [index, i + 1]));
    return examples.flatMap((example) => {
      const { image, weight = 1 } = example;
      const sample = toChannels(this.sampleOf(image), image.channels ?? 1, channels);
      const normalisation = fitNormalisation(sample, this.variation.intensities, channels);
      const shown = { ...example, image: withChannels(image, channels) };
      const prepared = new FieldExample(shown, field, plan.size, normalisation, classOf);
      return Array.from({ length: weight }, () => prepared);
    });
  }

  /** New, corrected and partially known examples always train; the others are split. */
  private splitOff(examples: readonly Example[]): ExampleSplit {
    const isNew = ({ weight = 1 }: Example) => this.input.start !== undefined && weight > 1;
    const always = examples.filter((example) => isNew(example) || !isWhole(example));
    const { training, validation } = splitExamples(examples.filter((example) => !always.includes(example)));
    return { training: [...training, ...always], validation };
  }

  /** Draws training examples at random and augments each, unless the plan keeps real pairs unchanged. */
  drawPairs(count: number): FieldPair[] {
    const augmentation = this.input.plan.trainsOn === undefined ? this.variation.augmentation : UNCHANGED;
    const pairs = drawPairs(this.training, count, augmentation, this.random);
    const { mixed = 0 } = augmentation;
    return mixed > 0 ? cutMix(pairs, mixed, this.input.plan.size, this.random) : pairs;
  }

  /**
   * A batch for the generator, which needs whole masks: of examples of which everything is known, if there
   * are any. Otherwise as {@link drawBatch}.
   */
  drawWholeBatch(count: number): Pairs {
    return this.toBatch(this.drawWhole(count));
  }

  /**
   * Augmented masks to generate images from, one-hot [count, size, size, classes]. The caller disposes them.
   */
  drawMasks(count: number): tf.Tensor4D {
    return this.masksOf(this.drawWhole(count));
  }

  /**
   * As {@link drawPairs}, as tensors [count, size, size, channels] and one-hot [count, size, size, classes].
   * The caller disposes them.
   */
  drawBatch(count: number): Pairs {
    return this.toBatch(this.drawPairs(count));
  }

  /**
   * One batch of validation images without augmentation; shapes as in {@link drawBatch}. The caller disposes
   * them.
   */
  validationBatch(): Pairs {
    const { batch } = this.input.plan;
    const { validation, random } = this;
    const first = Math.floor(random() * validation.length);
    const count = Math.min(batch, validation.length);
    return this.toBatch(Array.from({ length: count }, (_, i) => validation[(first + i) % validation.length]));
  }

  /** The labels as a one-hot tensor [batch, size, size, classes]. The caller disposes it. */
  masksOf(pairs: readonly FieldPair[]): tf.Tensor4D {
    return labelBatch(pairs, this.input.plan.size, this.classes);
  }

  private drawWhole(count: number): FieldPair[] {
    const whole = this.training.filter(({ example }) => isWhole(example));
    const examples = whole.length > 0 ? whole : this.training;
    return drawPairs(examples, count, this.variation.augmentation, this.random);
  }

  private variationFor(steps: number): Variation {
    const { start, plan } = this.input;
    const suitable = suitableVariation(this.input, steps);
    // A model knows images in its own mapping only.
    const known = start && (start.description.intensities ?? 'robust');
    const { augmentation = suitable.augmentation, intensities = known ?? suitable.intensities } = plan;
    return { augmentation, intensities };
  }

  private toBatch(pairs: readonly FieldPair[]): Pairs {
    const images = imageBatch(pairs, this.input.plan.size);
    return { images, masks: this.masksOf(pairs), partial: pairs.some(({ known }) => known !== undefined) };
  }

  /**
   * The examples, and images between them with interpolated outlines. Wholly known examples are repeated to
   * about the number of all others, so that a batch contains both.
   */
  private withInterpolated(drawn: readonly Example[]): FieldExample[] {
    const { between = [], plan, registrations } = this.input;
    const whole = this.prepare(drawn.filter(isWhole));
    const others = this.prepare(drawn.filter((example) => !isWhole(example)));
    if (plan.interpolates) {
      const guessed = this.prepare(interpolatedExamples(drawn.filter(isWhole), between, registrations));
      this.interpolated = guessed.length;
      others.push(...guessed);
    }
    const times = Math.max(1, Math.round(others.length / Math.max(1, whole.length)));
    return [...Array.from({ length: times }, () => whole).flat(), ...others];
  }

  private sampleOf({ seriesId, pixels }: Image): Float32Array {
    return this.input.intensities.get(seriesId) ?? pixels;
  }
}

const isWhole = ({ known }: Example) => known === undefined;
