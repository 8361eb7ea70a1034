import type { ImageKey } from '../../../src/data/ImageKey';
import type { EngineClient } from '../../../src/worker/EngineClient';
import type { TrainedModel } from '../../../src/worker/protocol';
import { heatColours } from '../adapters/heatColours';
import { ImageOverlay } from '../adapters/ImageOverlay';
import { readImage } from '../adapters/readImage';
import type { Ohif } from '../ohif/Ohif';
import { errorText, SessionError } from '../state/SessionError';
import type { SessionState } from '../state/SessionState';
import { describePredicted } from './describePredicted';
import type { SavedParts } from './SavedParts';
import { clearMessages, showMessage } from './SessionStore';
import { seriesOfImage } from './seriesOfImage';

/** Scrolling through images asks for none of them before it rests so long on one, ms. */
const REST_MS = 80;

type Parts = Pick<SavedParts, 'store' | 'index' | 'review' | 'predicted'> & {
  readonly ohif: Ohif;
  readonly engine: EngineClient;
};

/** Lays over the shown image how undecided the model is at each pixel, while the reader wants that. */
export class UncertaintyMap {
  private overlay: ImageOverlay | undefined;
  private readonly unsubscribe: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was asked for: an older answer is not shown. */
  private asked = 0;

  constructor(private readonly session: Parts) {
    this.unsubscribe = session.store.subscribe((state, before) => {
      if (state.uncertainty === 'off' || WATCHED.every((select) => select(state) === select(before))) return;
      this.ask();
    });
  }

  /**
   * Shows the map, or removes it.
   *
   * @throws SessionError when there is no model
   */
  toggle(): void {
    const { store, engine } = this.session;
    const { uncertainty, model } = store.getState();
    clearMessages(store, 'uncertainty');
    if (uncertainty !== 'off') {
      store.setState({ uncertainty: 'off' });
      this.hide();
      void engine.uncertainty.close();
      return;
    }
    if (!model)
      throw new SessionError('There is no model yet whose uncertainty could be shown: train first.');
    store.setState({ uncertainty: 'on' });
    if (!store.getState().shownImage) {
      const text =
        'The map lies over images as they were taken. This viewport cuts across them: select another one.';
      showMessage(store, { id: 'uncertainty', kind: 'info', text });
    }
    this.ask();
  }

  dispose(): void {
    this.unsubscribe();
    this.hide();
  }

  private hide(): void {
    this.asked++;
    clearTimeout(this.timer);
    this.overlay?.hide();
  }

  private ask(): void {
    this.hide();
    const { store } = this.session;
    const { model, shownImage } = store.getState();
    const wait = isBusy(store.getState()) || !model || !shownImage;
    store.setState({ uncertainty: 'on' });
    if (!wait) this.timer = setTimeout(() => void this.show(model, shownImage), REST_MS);
  }

  private async show(model: TrainedModel, key: ImageKey): Promise<void> {
    const { store, engine, index, ohif } = this.session;
    const { asked } = this;
    const usable = store.getState().series.filter(({ problem }) => problem === '');
    const series = seriesOfImage(index, usable, key);
    const imageId = index.imageIdOf(key);
    const size = index.sizeOf(key);
    if (!series || imageId === undefined || !size) return;
    store.setState({ uncertainty: 'computing' });
    try {
      const name = `${series.id} ${store.getState().prediction.round}`;
      const describe = () => describePredicted(this.session, model, series);
      const values = await engine.uncertainty.of(model, name, describe, () => readImage(index, series, key));
      if (asked !== this.asked) return;
      this.overlay ??= new ImageOverlay(ohif, 'few-shot-uncertainty');
      clearMessages(store, 'uncertainty');
      this.overlay.show({ imageId, ...size, colours: heatColours(values) });
      store.setState({ uncertainty: 'on' });
    } catch (error) {
      if (asked !== this.asked) return;
      store.setState({ uncertainty: 'off' });
      const text = `The uncertainty map could not be computed. ${errorText(error)}`;
      showMessage(store, { id: 'uncertainty', kind: 'warning', text });
    }
  }
}

const isBusy = ({ training, prediction }: SessionState) => training.phase !== 'idle' || prediction.running;

/** What the map depends on. */
const WATCHED: readonly ((state: SessionState) => unknown)[] = [
  ({ shownImage }) => shownImage,
  ({ model }) => model,
  isBusy,
];
