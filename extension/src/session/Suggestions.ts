import { suggestImage } from '../../../src/review/suggestImage';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { SessionState, SuggestedImage } from '../state/SessionState';
import type { SessionStore } from './SessionStore';

/** With so many drawn images the reader trains and sees where the model needs more. */
const ENOUGH = 4;

/** Suggests which image to draw next before the first training. */
export class Suggestions {
  private readonly unsubscribe: () => void;

  constructor(
    private readonly index: Pick<ViewerIndex, 'keysOf' | 'imageNumberOf'>,
    store: SessionStore,
  ) {
    this.unsubscribe = store.subscribe((state, before) => {
      if (WATCHED.every((name) => state[name] === before[name])) return;
      const found = this.suggest(state);
      const { suggested } = state;
      if (found?.key === suggested?.key && found?.place === suggested?.place) return;
      store.setState({
        suggested: found && { ...found, imageNumber: this.index.imageNumberOf(found.key) },
      });
    });
  }

  dispose(): void {
    this.unsubscribe();
  }

  private suggest({
    review,
    series,
    model,
    examples,
  }: SessionState): Omit<SuggestedImage, 'imageNumber'> | undefined {
    if (model || examples.length === 0) return undefined;
    // The series on which the reader draws at present is the one with the most masks.
    const counted = series
      .filter(({ problem }) => !problem)
      .map((entry) => ({
        entry,
        drawn: review.filter(({ series: id, mark }) => id === entry.id && DRAWN.has(mark)),
      }))
      .sort((a, b) => b.drawn.length - a.drawn.length);
    const [most] = counted;
    if (!most || most.drawn.filter(({ pixels }) => pixels > 0).length >= ENOUGH) return undefined;
    const keys = this.index.keysOf(most.entry.id);
    const suggestion = suggestImage(keys.length, most.drawn);
    if (!suggestion) return undefined;
    return { key: keys[suggestion.position], place: suggestion.place };
  }
}

const WATCHED: readonly (keyof SessionState)[] = ['review', 'series', 'model', 'examples'];
const DRAWN: ReadonlySet<string> = new Set(['drawn', 'corrected', 'accepted', 'nothing']);
