import type { AugmentationStrength } from '../data/augmentation';
import type { FieldPixels } from '../data/averageBlocks';
import { averageBlocks } from '../data/averageBlocks';
import { randomDisplacement, randomMotion, strengthOfOne, varyIntensity } from '../data/augmentation';
import type { FieldOfView } from '../data/FieldOfView';
import { exampleCentre } from '../data/FieldOfView';
import type { Displacement, FieldTransform } from '../data/FieldTransform';
import { fieldTransform, sampleImage, sampleLabelmap } from '../data/FieldTransform';
import type { Example } from '../data/Image';
import type { Normalisation } from '../data/normalisation';
import { normaliseImage } from '../data/normalisation';
import type { Random } from '../data/random';
import { trainingCentre } from '../data/trainingCentre';
import { spread } from '../data/spread';
import { caseOf } from './splitExamples';

/** An image and its labels on the field's grid. */
export interface FieldPair {
  /** The patient or series that the image belongs to, see `caseOf`. */
  caseId: string;
  /** Normalised values -1..1; size x size x channels. */
  image: Float32Array;
  /** Class indices, size x size: 0 background, then segments in the order of the request. */
  labels: Uint8Array;
  /** Whether each label is known, 1 or 0; all are if left out. */
  known?: Uint8Array;
}

/** An example prepared for training: normalised once, then sampled with a new random motion each time. */
export class FieldExample {
  /** The image's normalised pixels, in blocks if the field is much coarser. */
  private readonly normalised: FieldPixels;
  private readonly classes: Uint8Array;
  /** Indices of some pixels with foreground. */
  private readonly drawn: Uint32Array;

  /**
   * @param size edge of the field, pixels
   * @param classOf class index for each segment index; unlisted segments become background
   */
  constructor(
    readonly example: Example,
    private readonly field: FieldOfView,
    private readonly size: number,
    normalisation: Normalisation,
    classOf: ReadonlyMap<number, number>,
  ) {
    const pixels = normaliseImage(example.image, normalisation);
    this.normalised = averageBlocks({ ...example.image, pixels }, field.edgeMm, size);
    this.classes = example.labelmap.map((segment) => classOf.get(segment) ?? 0);
    this.drawn = someDrawn(this.classes);
  }

  /** The example without augmentation. */
  plain(): FieldPair {
    const { image } = this.example;
    const centre = exampleCentre(this.field, this.example);
    return this.pair(fieldTransform(image, centre, this.field.edgeMm, this.size));
  }

  /** The example after a random warp of both image and labels, and a random change of intensities. */
  augmented(random: Random, most: AugmentationStrength): FieldPair {
    const strength = strengthOfOne(random, most);
    const { image } = this.example;
    const centre = trainingCentre(this.field, image, this.drawn, random);
    const motion = randomMotion(random, strength);
    const transform = fieldTransform(image, centre, this.field.edgeMm, this.size, motion);
    const displacement = randomDisplacement(random, strength, this.size);
    const pair = this.pair(transform, displacement);
    varyIntensity(pair.image, random, strength, image.channels);
    return pair;
  }

  private pair(transform: FieldTransform, displacement?: Displacement): FieldPair {
    const { size, example } = this;
    const { rows, columns } = example.image;
    const sample = (labels: Uint8Array) =>
      sampleLabelmap(labels, rows, columns, transform, size, displacement);
    return {
      caseId: caseOf(example),
      image: sampleImage(this.normalised, transform, size, displacement),
      labels: sample(this.classes),
      ...(example.known && { known: sample(example.known) }),
    };
  }
}

/** Maximum number of pixels to remember. */
const MAX_DRAWN = 512;

/** Indices of pixels with foreground, evenly spread over them. */
function someDrawn(classes: Uint8Array): Uint32Array {
  const all = Uint32Array.from(classes.keys()).filter((pixel) => classes[pixel] > 0);
  return Uint32Array.from(spread([...all], MAX_DRAWN));
}
