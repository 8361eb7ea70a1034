import type { Image, ImageGeometry } from '../data/Image';
import { matchingNormalisation } from '../data/matching';
import type { Normalisation } from '../data/normalisation';
import { orderInSpace } from '../data/orderInSpace';
import type { SeriesSample } from '../data/SeriesSample';
import { placeImage } from '../data/wholeImage';
import type { DrawnImage } from '../propagation/SeriesPriors';
import type { Registrations } from '../propagation/Registrations';
import { MIN_DRAWN, SeriesPriors } from '../propagation/SeriesPriors';
import { cleanVolume } from './cleanVolume';
import type { CleanedMask, PredictableSeries } from './PredictableSeries';
import type { Prediction, Segmenter } from './Segmenter';

/** A series to predict and what is known about it in advance. */
export interface SeriesInput {
  /** A sample of the whole series, see `sampleSeries`. */
  sample: SeriesSample;
  /** Ids of all images in acquisition order; used where images have no spatial position. */
  ids?: readonly string[];
  /**
   * Images with drawn masks, in the model's labelmap values. They are not predicted; they determine which
   * islands are kept.
   */
  drawn?: readonly (DrawnImage & { id: string })[];
  /**
   * Images between drawn ones; outlines are propagated through them from the drawn images, see
   * `SeriesPriors`.
   */
  between?: readonly Image[];
  /** Whether predictions include the probabilities of all classes. */
  probabilities?: boolean;
}

/** An image of the series whose mask is known. */
interface MaskedImage {
  id: string;
  rows: number;
  columns: number;
  geometry?: ImageGeometry;
  labelmap: Uint8Array;
  isDrawn: boolean;
}

/**
 * Predicts one series. This is the only place where images are normalised, matched to the examples, passed to
 * the networks and cleaned up; the viewer, the command line and the experiments share it. The masks do not
 * depend on the order of the images.
 */
export class SeriesPredictor implements PredictableSeries {
  private readonly normalisation: Normalisation;
  private readonly priors: SeriesPriors | undefined;
  private readonly masks = new Map<string, MaskedImage>();

  /**
   * @param segmenter remains owned by the caller, who disposes it
   * @param registrations see `SeriesPriors`
   */
  constructor(
    private readonly segmenter: Segmenter,
    private readonly input: SeriesInput,
    registrations?: Registrations,
  ) {
    const { sample, drawn = [], between = [] } = input;
    const { description } = segmenter;
    const images = sample.images.map((image) => this.place(image));
    this.normalisation = matchingNormalisation({ ...sample, images }, description);
    if (between.length > 0 && drawn.length >= MIN_DRAWN) {
      const segments = description.segments.map(({ index }) => index);
      this.priors = new SeriesPriors(drawn, segments, between, registrations);
    }
    for (const { id, rows, columns, geometry, labelmap } of drawn) {
      // A mask of another size than its image cannot anchor islands.
      if (labelmap.length !== rows * columns) continue;
      this.masks.set(id, { id, rows, columns, geometry, labelmap, isDrawn: true });
    }
  }

  /**
   * Predicts masks, before the clean-up.
   *
   * @param images whose number of pixels equals rows x columns x channels
   */
  async predict(images: readonly Image[]): Promise<Prediction[]> {
    const predictions: Prediction[] = [];
    for (const image of images) predictions.push(await this.predictImage(image));
    return predictions;
  }

  /**
   * Removes islands in 3-D from the predicted masks. Images of different sizes cannot form one volume, so
   * each size is cleaned separately. A single image is not a volume and is returned unchanged.
   *
   * @returns the predicted masks in spatial order, without the drawn ones
   */
  async finish(): Promise<CleanedMask[]> {
    const bySize = new Map<string, MaskedImage[]>();
    for (const image of this.ordered()) {
      const size = `${image.rows} x ${image.columns}`;
      bySize.set(size, [...(bySize.get(size) ?? []), image]);
    }
    return [...bySize.values()].flatMap((images) => {
      const [{ rows, columns }] = images;
      const predicted = images.map(({ isDrawn, labelmap }) => (isDrawn ? null : labelmap));
      const drawn = images.map(({ isDrawn, labelmap }) => (isDrawn ? labelmap : null));
      const cleaned =
        images.length > 1 ? cleanVolume({ rows, columns, slices: predicted, drawn }) : predicted;
      return images.flatMap(({ id }, i) => {
        const labelmap = cleaned[i];
        return labelmap ? [{ id, labelmap }] : [];
      });
    });
  }

  private async predictImage(image: Image): Promise<Prediction> {
    const { id, rows, columns, geometry } = image;
    const prediction = await this.segmenter.predict(this.place(image), this.normalisation, {
      priors: this.priors?.for(image),
      probabilities: this.input.probabilities,
      alone: this.input.sample.count === 1,
    });
    const { labelmap } = prediction;
    this.masks.set(id, { id, rows, columns, geometry, labelmap, isDrawn: false });
    return prediction;
  }

  private ordered(): MaskedImage[] {
    const { ids = [] } = this.input;
    const listed = ids.flatMap((id) => this.masks.get(id) ?? []);
    const known = new Set(ids);
    const images = [...listed, ...[...this.masks.values()].filter(({ id }) => !known.has(id))];
    return orderInSpace(images).map((index) => images[index]);
  }

  /** Models of whole images get each image placed as in training. */
  private place(image: Image): Image {
    const { wholeImage, edgeMm, zoom = 1 } = this.segmenter.description.field;
    return wholeImage ? placeImage(image, { unit: wholeImage, edge: zoom * edgeMm, zoom }) : image;
  }
}
