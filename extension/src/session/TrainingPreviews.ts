import type { ImageKey } from '../../../src/data/ImageKey';
import type { EngineClient } from '../../../src/worker/EngineClient';
import { hatch } from '../adapters/hatch';
import { ImageOverlay } from '../adapters/ImageOverlay';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import type { Ohif } from '../ohif/Ohif';
import type { SavedParts } from './SavedParts';
import { seriesOfImage } from './seriesOfImage';
import { tickedSeries } from './tickedSeries';

/** Scrolling through images asks for none of them before it rests so long on one, ms. */
const REST_MS = 80;

type Parts = Pick<SavedParts, 'store' | 'index' | 'review' | 'scanner'> & {
  readonly ohif: Ohif;
  readonly engine: Pick<EngineClient, 'previews'>;
};

/** What lies over the image of a viewport, and of which moment of the training. */
interface Shown {
  overlay: ImageOverlay;
  key: ImageKey;
  moment: number;
}

/**
 * Lays over the shown images what a running training has learnt so far. These are pictures only: they are no
 * masks of the review or of the viewer, so they cannot be accepted, saved, trained on or undone. An image on
 * which the review has a mask gets none.
 */
export class TrainingPreviews {
  private readonly shown = new Map<string, Shown>();
  private readonly ends: (() => void)[];
  private viewports: ReadonlyMap<string, ImageKey> = new Map();
  private training = false;
  /** Counts what the training has learnt; 0 while there is nothing to show. */
  private moment = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private again = false;

  constructor(private readonly session: Parts) {
    const { review, store } = session;
    this.ends = [
      review.subscribe(({ keys }) => {
        const masked = new Set(keys.filter((key) => review.state.records[key]));
        for (const [id, { key }] of this.shown) if (masked.has(key)) this.remove(id);
      }),
      store.subscribe(({ training }) => {
        if (training.phase === 'stopping') this.end();
      }),
    ];
  }

  /** A training begins. */
  begin(): void {
    this.end();
    this.training = true;
  }

  /** The training has learnt more: shows it in all viewports. */
  update(): void {
    if (!this.training) return;
    this.moment++;
    void this.ask();
  }

  /** Other images are shown, by viewport. */
  follow(viewports: ReadonlyMap<string, ImageKey>): void {
    this.viewports = viewports;
    for (const [id, { key }] of this.shown) if (viewports.get(id) !== key) this.remove(id);
    clearTimeout(this.timer);
    if (this.moment > 0) this.timer = setTimeout(() => void this.ask(), REST_MS);
  }

  /** Removes all previews: the training was ended, or its proposals are there. */
  end(): void {
    this.training = false;
    this.moment = 0;
    clearTimeout(this.timer);
    for (const id of [...this.shown.keys()]) this.remove(id);
    this.tell(false);
  }

  dispose(): void {
    this.end();
    this.ends.forEach((end) => end());
  }

  /** Asks for what is missing, one image at a time; what changes meanwhile is asked for afterwards. */
  private async ask(): Promise<void> {
    this.again = true;
    if (this.asking) return;
    this.asking = true;
    while (this.again) {
      this.again = false;
      for (const [id, key] of this.viewports) {
        if (!this.isMissing(id, key)) continue;
        // There may be no training by now, or another Worker.
        await this.show(id, key).catch(() => undefined);
      }
    }
    this.asking = false;
  }

  private isMissing(id: string, key: ImageKey): boolean {
    const shown = this.shown.get(id);
    const isShown = shown?.key === key && shown.moment === this.moment;
    return this.moment > 0 && !isShown && this.viewports.get(id) === key && !this.isMasked(key);
  }

  private isMasked(key: ImageKey): boolean {
    return this.session.review.state.records[key] !== undefined;
  }

  private async show(id: string, key: ImageKey): Promise<void> {
    const { index, store, engine, scanner, ohif } = this.session;
    const series = seriesOfImage(index, tickedSeries(store.getState().series), key);
    const imageId = index.imageIdOf(key);
    if (!series || imageId === undefined || store.getState().training.phase !== 'running') return;
    const { moment } = this;
    const sample = () => sampleImages(index, series, index.keysOf(series.id));
    const image = await readImage(index, series, key);
    const { rows, columns } = image;
    const { labelmap } = await engine.previews.of(series.id, sample, image);
    // What is shown or known by now decides.
    if (!this.training || !this.isMissing(id, key)) return;
    const overlay =
      this.shown.get(id)?.overlay ?? new ImageOverlay(ohif, 'few-shot-preview', 'Preview, still training');
    this.shown.set(id, { overlay, key, moment });
    const colours = hatch(labelmap, columns, (segment) => scanner.colourOf(segment));
    overlay.show({ imageId, rows, columns, colours }, id);
    this.tell(true);
  }

  /** Tells the panel whether there are previews. */
  private tell(previewed: boolean): void {
    const { store } = this.session;
    const { training } = store.getState();
    if ((training.previewed ?? false) !== previewed) store.setState({ training: { ...training, previewed } });
  }

  private remove(id: string): void {
    this.shown.get(id)?.overlay.hide();
    this.shown.delete(id);
  }
}
