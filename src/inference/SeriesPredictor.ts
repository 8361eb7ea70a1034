import type { Image, ImageGeometry } from '../data/Image';
import { matchingNormalisation } from '../data/matching';
import type { Normalisation } from '../data/normalisation';
import { orderInSpace } from '../data/orderInSpace';
import type { SeriesSample } from '../data/SeriesSample';
import { placeImage } from '../data/wholeImage';
import type { DrawnImage } from '../propagation/SeriesPriors';
import { MIN_DRAWN, SeriesPriors } from '../propagation/SeriesPriors';
import { cleanVolume } from './cleanVolume';
import type { CleanedMask, PredictableSeries } from './PredictableSeries';
import type { Prediction, Segmenter } from './Segmenter';

/** A series to be predicted, and what is known of it before. */
export interface SeriesInput {
  /** Of the whole series, see `sampleSeries`. */
  sample: SeriesSample;
  /** Ids of all images in the series' own order, which counts where images do not say where they lie. */
  imageIds?: readonly string[];
  /** Images that the reader drew on, with labelmap values of the model. They are not predicted, and decide which islands stay. */
  drawn?: readonly (DrawnImage & { id: string })[];
  /** Images between drawn ones: with them and the drawn ones' pixels outlines are propagated, see `SeriesPriors`. */
  between?: readonly Image[];
  /** Whether each prediction carries the probabilities of all classes. */
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
 * Predicts one series. This is the only place where images are normalised, brought to the examples, asked of the
 * networks and cleaned up: viewer, command line and experiments share it. The masks do not depend on the order in which images come.
 */
export class SeriesPredictor implements PredictableSeries {
  private readonly normalisation: Normalisation;
  private readonly priors: SeriesPriors | undefined;
  private readonly masks = new Map<string, MaskedImage>();

  /** @param segmenter stays the caller's to dispose */
  constructor(
    private readonly segmenter: Segmenter,
    private readonly input: SeriesInput,
  ) {
    const { sample, drawn = [], between = [] } = input;
    const { description } = segmenter;
    const images = sample.images.map((image) => this.place(image));
    this.normalisation = matchingNormalisation({ ...sample, images }, description);
    if (between.length > 0 && drawn.length >= MIN_DRAWN) {
      const segments = description.segments.map(({ index }) => index);
      this.priors = new SeriesPriors(drawn, segments, between);
    }
    for (const { id, rows, columns, geometry, labelmap } of drawn) {
      // A mask that was drawn on other pixels than the image's own anchors nothing.
      if (labelmap.length !== rows * columns) continue;
      this.masks.set(id, { id, rows, columns, geometry, labelmap, isDrawn: true });
    }
  }

  /** @param images with as many pixels as their rows and columns say */
  async predict(images: readonly Image[]): Promise<Prediction[]> {
    const predictions: Prediction[] = [];
    for (const image of images) predictions.push(await this.predictImage(image));
    return predictions;
  }

  /**
   * Removes islands in 3-D from what was predicted. Images of different sizes cannot be neighbours in one volume: those of
   * each size are cleaned by themselves. A single image is no volume and stays as it is.
   *
   * @returns the predicted masks in spatial order; drawn ones are not among them
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
        return labelmap ? [{ imageId: id, labelmap }] : [];
      });
    });
  }

  private async predictImage(image: Image): Promise<Prediction> {
    const { id, rows, columns, geometry } = image;
    const prediction = await this.segmenter.predict(this.place(image), this.normalisation, {
      priors: this.priors?.for(image),
      probabilities: this.input.probabilities,
    });
    const { labelmap } = prediction;
    this.masks.set(id, { id, rows, columns, geometry, labelmap, isDrawn: false });
    return prediction;
  }

  private ordered(): MaskedImage[] {
    const { imageIds = [] } = this.input;
    const listed = imageIds.flatMap((id) => this.masks.get(id) ?? []);
    const known = new Set(imageIds);
    const images = [...listed, ...[...this.masks.values()].filter(({ id }) => !known.has(id))];
    return orderInSpace(images).map((index) => images[index]);
  }

  /** Models of whole images see each image as it was placed in training. */
  private place(image: Image): Image {
    const { wholeImage, edgeMm } = this.segmenter.description.field;
    return wholeImage ? placeImage(image, { unit: wholeImage, edge: edgeMm }) : image;
  }
}
