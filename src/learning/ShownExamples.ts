import type * as tf from '@tensorflow/tfjs';
import { PHOTOGRAPHS, STRONG } from '../data/augmentation';
import type { Channels } from '../data/Channels';
import type { FieldOfView } from '../data/FieldOfView';
import { fitFieldOfView } from '../data/FieldOfView';
import type { Example, Image } from '../data/Image';
import type { Acquisition } from '../data/Acquisition';
import { acquisitionOf } from '../data/matching';
import type { IntensityMapping } from '../data/normalisation';
import { fitNormalisation } from '../data/normalisation';
import type { SeededRandom } from '../data/random';
import { toChannels, withChannels } from '../data/toChannels';
import { drawPairs, imageBatch, labelBatch } from './batches';
import type { FieldPair } from './FieldExample';
import { FieldExample } from './FieldExample';
import type { Pairs } from './hypergradient/OuterProblem';
import { interpolatedExamples } from '../propagation/interpolatedExamples';
import type { Variation } from './presets';
import type { ExampleSplit } from './splitExamples';
import { splitExamples, withoutValidation } from './splitExamples';
import type { TrainingInput } from './TrainingInput';

/**
 * The examples as the networks see them: cut to the field, normalised, some of them held out to validate, the others varied anew
 * whenever they are drawn.
 */
export class ShownExamples {
  /** With background. */
  readonly classes: number;
  /** As many as the richest example has: beside colour examples, grey ones are seen as grey colours. */
  readonly channels: Channels;
  readonly field: FieldOfView;
  readonly split: ExampleSplit;
  /** What images are compared with before they are predicted, see `matchingNormalisation`. */
  readonly acquisition: Acquisition | undefined;
  /** How the examples are shown; a search may change it. */
  variation: Variation;
  /** What trains; behind `includeValidationAt` all examples. */
  training: FieldExample[] = [];
  validation: FieldPair[] = [];
  /** Images with interpolated outlines among what trains. */
  interpolated = 0;
  /** Whether the examples that validated train, too. */
  includesValidation = false;

  /** Nothing is shown before {@link show}. */
  constructor(
    private readonly input: TrainingInput,
    private readonly random: SeededRandom,
  ) {
    const { examples, segments, plan } = input;
    this.classes = segments.length + 1;
    // Images of fewer channels are converted, see `withChannels`.
    this.channels = examples.reduce<Channels>(
      (most, { image: { channels = 1 } }) => (channels > most ? channels : most),
      1,
    );
    this.field = input.field ?? fitFieldOfView(examples);
    const suitable = this.channels === 1 ? STRONG : PHOTOGRAPHS;
    const { augmentation = suitable, intensities = 'robust' } = plan;
    this.variation = { augmentation, intensities };
    this.split = plan.includeValidationAt === 0 ? withoutValidation(examples) : splitExamples(examples);
    if (plan.matchesAcquisition) {
      this.acquisition = acquisitionOf(
        examples.map(({ image }) => ({ image, sample: this.sampleOf(image) })),
      );
    }
  }

  /** Whether examples are set aside to validate, and none of them trains before {@link join}. */
  get heldOut(): boolean {
    const { training, validation } = this.split;
    return !validation.some((example) => training.includes(example));
  }

  /** From now on the examples are shown like this; what trained before is forgotten. Does nothing where they are already. */
  show(variation: Variation): void {
    if (variation === this.variation && this.training.length > 0) return;
    const { training, validation } = this.split;
    this.variation = variation;
    this.training = this.withInterpolated(training);
    this.validation = this.prepare(validation, variation.intensities).map((example) => example.plain());
  }

  /** From now on the examples that validated train, too. */
  join(): void {
    if (this.includesValidation) return;
    this.training = this.withInterpolated(this.input.examples);
    this.includesValidation = true;
  }

  /** Further examples as the networks would see them. */
  prepare(examples: readonly Example[], intensities: IntensityMapping): FieldExample[] {
    const { plan, segments } = this.input;
    const { channels, field } = this;
    const classOf = new Map(segments.map(({ index }, i) => [index, i + 1]));
    return examples.map((example) => {
      const { image } = example;
      const sample = toChannels(this.sampleOf(image), image.channels ?? 1, channels);
      const normalisation = fitNormalisation(sample, intensities, channels);
      const shown = { ...example, image: withChannels(image, channels) };
      return new FieldExample(shown, field, plan.size, normalisation, classOf);
    });
  }

  /** Images without masks; their labels say nothing. */
  prepareUnlabelled(intensities: IntensityMapping): FieldPair[] {
    const { unlabelled = [] } = this.input;
    const unmarked = unlabelled.map((image) => ({
      image,
      labelmap: new Uint8Array(image.rows * image.columns),
    }));
    return this.prepare(unmarked, intensities).map((example) => example.plain());
  }

  /** Of what trains, drawn at random, each varied anew. */
  drawPairs(count: number): FieldPair[] {
    return drawPairs(this.training, count, this.variation.augmentation, this.random);
  }

  /** The same as tensors, [count, size, size, channels] and one-hot [count, size, size, classes]. The caller disposes them. */
  drawBatch(count: number): Pairs {
    return this.toBatch(this.drawPairs(count));
  }

  /** As many validation images as a batch has, as they are; shapes as {@link drawBatch}'s. The caller disposes them. */
  validationBatch(): Pairs {
    const { batch } = this.input.plan;
    const { validation, random } = this;
    const first = Math.floor(random() * validation.length);
    const count = Math.min(batch, validation.length);
    return this.toBatch(Array.from({ length: count }, (_, i) => validation[(first + i) % validation.length]));
  }

  /** One-hot [batch, size, size, classes]. The caller disposes it. */
  masksOf(pairs: readonly FieldPair[]): tf.Tensor4D {
    return labelBatch(pairs, this.input.plan.size, this.classes);
  }

  private toBatch(pairs: readonly FieldPair[]): Pairs {
    return { images: imageBatch(pairs, this.input.plan.size), masks: this.masksOf(pairs) };
  }

  /** Examples, and images between them with interpolated outlines: about as many of these, so that a batch has both. */
  private withInterpolated(drawn: readonly Example[]): FieldExample[] {
    const { between = [], plan } = this.input;
    const { intensities } = this.variation;
    const examples = this.prepare(drawn, intensities);
    if (!plan.interpolates) return examples;
    const guessed = this.prepare(interpolatedExamples(drawn, between), intensities);
    this.interpolated = guessed.length;
    const times = Math.max(1, Math.round(guessed.length / examples.length));
    return [...Array.from({ length: times }, () => examples).flat(), ...guessed];
  }

  private sampleOf({ seriesId, pixels }: Image): Float32Array {
    return this.input.intensities.get(seriesId) ?? pixels;
  }
}
