import { correctMask } from '../../src/correction/correctMask';
import { sampleSeries } from '../../src/data/sampleSeries';
import { predictSeries } from '../../src/inference/predictSeries';
import { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import { meanDice } from '../../src/learning/dice';
import type { TrainingPlan } from '../../src/learning/presets';
import { train } from '../../src/learning/train';
import type { EndedTraining, TrainingStart } from '../../src/learning/TrainingStart';
import { weighNew } from '../../src/data/weighNew';
import { Registrations } from '../../src/propagation/Registrations';
import { rateAttention } from '../../src/review/attention';
import { helpfulPlace } from '../../src/review/helpfulPlace';
import { maskDice } from '../../src/review/maskDice';
import { maskShape } from '../../src/review/maskShape';
import { packMask } from '../../src/review/packMask';
import { largestError } from './largestError';
import type { Volume } from './readVolume';

/** What the reader has done with an image, and the mask that it has. */
interface Reviewed {
  status: 'drawn' | 'corrected' | 'accepted' | 'proposed';
  labelmap: Uint8Array;
  confidence: number | null;
  /** Where strokes showed that a proposed mask is right; 1 = known. */
  known?: Uint8Array;
}

/** Radius of a stroke, pixels, as in the viewer. */
const STROKE_RADIUS = 1.5;
/** Maximum number of strokes on an image. */
const MAX_STROKES = 5;
/** Dice from which the simulated reader accepts a mask. */
const ACCEPTABLE = 0.9;
/**
 * A reader of one series whose corrections follow the reference masks. Trains and predicts as the viewer
 * does.
 */
export class SimulatedReader {
  private readonly images: Reviewed[];
  private start: TrainingStart | undefined;
  private readonly registrations = new Registrations();

  /**
   * @param volume reference masks; used for drawing, correcting and accepting only
   * @param drawn indices of the images that are drawn first
   */
  constructor(
    private readonly volume: Volume,
    drawn: ReadonlySet<number>,
    private readonly sample: Float32Array,
    private readonly seed: number,
  ) {
    this.images = volume.slices.map(({ labelmap }, i) =>
      drawn.has(i)
        ? { status: 'drawn', labelmap, confidence: null }
        : { status: 'proposed', labelmap: new Uint8Array(labelmap.length), confidence: null },
    );
  }

  /** A reader with the same model and masks. */
  copy(): SimulatedReader {
    const copy = new SimulatedReader(this.volume, new Set(), this.sample, this.seed);
    this.images.forEach((image, i) => (copy.images[i] = { ...image }));
    copy.start = this.start;
    return copy;
  }

  /**
   * Trains, or refines the model if there is one, and predicts what is still proposed.
   *
   * @param corrected index of the image that was corrected last
   * @returns seconds of training and prediction
   */
  async train(plan: TrainingPlan, corrected?: number): Promise<number> {
    const began = performance.now();
    const { slices } = this.volume;
    const known = this.indices(({ status, known }) => status !== 'proposed' || known !== undefined);
    const drawn = known.map((i) => ({
      image: slices[i].image,
      labelmap: this.images[i].labelmap,
      known: this.images[i].known,
    }));
    const examples = weighNew(drawn, (place) => known[place] === corrected);
    const rest = this.pending().map((i) => slices[i].image);
    let ended: EndedTraining | undefined;
    const { description, weights } = await train(
      {
        examples,
        between: this.start ? [] : rest,
        registrations: this.registrations,
        intensities: new Map([[slices[0].image.seriesId, this.sample]]),
        segments: [{ index: 1, name: 'Structure' }],
        plan,
        seed: this.seed,
        start: this.start,
      },
      {
        onProgress: () => undefined,
        onImproved: () => undefined,
        pause: async () => false,
        onEnded: (state) => (ended = state),
      },
    );
    this.start = { description, weights, ended };
    await this.predict();
    return (performance.now() - began) / 1000;
  }

  /** Accepts every proposed mask that is good enough. @returns their number */
  accept(): number {
    const good = this.pending().filter((i) => this.diceOf(i) >= ACCEPTABLE);
    for (const i of good) this.images[i] = { ...this.images[i], status: 'accepted', known: undefined };
    return good.length;
  }

  /** Corrects the whole mask of an image. */
  correct(i: number): void {
    this.images[i] = { status: 'corrected', labelmap: this.volume.slices[i].labelmap, confidence: null };
  }

  /** Gives the largest error of an image one stroke of the correction brush; the rest stays proposed. */
  stroke(i: number): void {
    const { image, labelmap: truth } = this.volume.slices[i];
    const before = this.images[i];
    const error = largestError(before.labelmap, truth, image);
    if (!error) return;
    const { points, add } = error;
    const stroke = { points, radius: STROKE_RADIUS, add, segment: 1 };
    const { labelmap, known } = correctMask(image, before.labelmap, stroke);
    const all = known.map((one, pixel) => one | (before.known?.[pixel] ?? 0));
    this.images[i] = { ...before, labelmap, known: all };
  }

  /**
   * Gives the images that are left strokes until they are acceptable, without refining the model.
   *
   * @returns the number of strokes; an image that still is not acceptable after `MAX_STROKES` is drawn anew
   *   and takes a stroke more
   */
  finishByStrokes(): number {
    return this.pending().reduce((total, i) => {
      let strokes = 0;
      while (this.diceOf(i) < ACCEPTABLE && strokes < MAX_STROKES) {
        this.stroke(i);
        strokes++;
      }
      if (this.diceOf(i) < ACCEPTABLE) {
        this.correct(i);
        strokes++;
      }
      return total + strokes;
    }, 0);
  }

  /**
   * The proposed image that the panel points to: where a correction helps the others most, or else the first
   * of the review list. Undefined if none is left.
   */
  pointedAt(): number | undefined {
    const masks = this.images.map(({ labelmap }, i) => {
      const { rows, columns } = this.volume.slices[i].image;
      return packMask(labelmap, rows, columns);
    });
    const ratings = rateAttention(
      this.images.map(({ status, confidence }, i) => ({
        shape: maskShape(masks[i]),
        confidence,
        known: status !== 'proposed',
        likeNext: masks[i + 1] ? maskDice(masks[i], masks[i + 1]) : null,
        unchanged: null,
      })),
    );
    const place = helpfulPlace(
      ratings.map(({ need }, i) => {
        const { status, labelmap } = this.images[i];
        const pixels = labelmap.reduce((count, value) => count + (value === 1 ? 1 : 0), 0);
        return { need, pixels, proposed: status === 'proposed', known: status !== 'proposed' };
      }),
    );
    return place ?? this.pending().sort((a, b) => ratings[b].need - ratings[a].need)[0];
  }

  /** Indices of the images that the reader has neither drawn nor corrected. */
  untouched(): number[] {
    return this.indices(({ status }) => status === 'proposed' || status === 'accepted');
  }

  /** Indices of the images that are still proposed. */
  pending(): number[] {
    return this.indices(({ status }) => status === 'proposed');
  }

  /** Dice of the whole volume, 0..1. */
  dice(): number {
    return this.diceOfMasks(this.images.map(({ labelmap }) => labelmap));
  }

  /** Dice of other masks of the whole volume, 0..1. */
  diceOfMasks(masks: readonly Uint8Array[]): number {
    let both = 0;
    let total = 0;
    masks.forEach((labelmap, i) => {
      const truth = this.volume.slices[i].labelmap;
      for (let pixel = 0; pixel < labelmap.length; pixel++) {
        if (labelmap[pixel] === 1) total++;
        if (truth[pixel] === 1) total++;
        if (labelmap[pixel] === 1 && truth[pixel] === 1) both++;
      }
    });
    return total === 0 ? 1 : (2 * both) / total;
  }

  private diceOf(i: number): number {
    const truth = this.volume.slices[i].labelmap;
    const { labelmap } = this.images[i];
    if (!truth.includes(1)) return labelmap.includes(1) ? 0 : 1;
    return meanDice(labelmap, truth, [1]);
  }

  private indices(test: (image: Reviewed) => boolean): number[] {
    return this.images.flatMap((image, i) => (test(image) ? [i] : []));
  }

  private locked(): number[] {
    return this.indices(({ status }) => status !== 'proposed');
  }

  private async predict(): Promise<void> {
    if (!this.start) return;
    const { description, weights } = this.start;
    const { slices } = this.volume;
    const all = slices.map(({ image }) => image);
    const pending = new Set(this.pending());
    const rest = all.filter((_, i) => pending.has(i));
    const segmenter = new Segmenter(description, weights);
    const series = new SeriesPredictor(
      segmenter,
      {
        sample: { ...(await sampleSeries(all, (i) => all[i])), values: this.sample },
        drawn: this.locked().map((i) => ({ ...all[i], labelmap: this.images[i].labelmap })),
        between: rest,
      },
      this.registrations,
    );
    const place = new Map(all.map(({ id }, i) => [id, i]));
    for await (const event of predictSeries(series, rest)) {
      if (event.stage === 'predicted') {
        for (const { id, confidence } of event.predictions)
          this.images[place.get(id) ?? -1].confidence = confidence;
      } else {
        for (const { id, labelmap } of event.masks) this.propose(place.get(id) ?? -1, labelmap);
      }
    }
    segmenter.dispose();
  }

  /** What strokes made known stays. */
  private propose(i: number, labelmap: Uint8Array): void {
    const { known, labelmap: before } = this.images[i];
    this.images[i].labelmap = known ? labelmap.map((value, k) => (known[k] ? before[k] : value)) : labelmap;
  }
}
