import { climb } from '../climb';
import { crossValidate } from '../crossValidate';
import type { Variation, VariationSearch } from '../presets';
import { dealFolds, ENOUGH_EXAMPLES } from '../splitExamples';
import type { TrainingSession } from '../TrainingSession';

/**
 * Finds out how the examples are best shown, before anything is trained. Stopped before its end it changes nothing. Not where all
 * is one series and propagated outlines train: these say where the structure is, whichever way the examples are shown, and the
 * search, half of the whole time, gained nothing (docs/accuracy.md). Few examples are searched nonetheless.
 */
export async function searchVariation(session: TrainingSession, search: VariationSearch): Promise<void> {
  const { input, shown, plan, watch } = session;
  const { examples, unlabelled = [], seed } = input;
  const { steps } = search;
  const folds = dealFolds(examples, search.folds);
  if (folds.length < 2) return;
  const images = [...examples.map(({ image }) => image), ...unlabelled];
  const one = new Set(images.map(({ seriesId }) => seriesId)).size === 1;
  // With few examples its cross-validation is also the only honest figure of how good the segmenter is.
  if (one && shown.heldOut && examples.length >= ENOUGH_EXAMPLES) {
    shown.show(shown.variation);
    if (shown.interpolated > 0) return;
  }
  const changes = search.changes.filter(({ between }) => !one || between !== 'series');
  const total = (1 + changes.length) * folds.length * steps;
  let done = 0;
  const pause = async (segmenter: number) => {
    watch.tick('segmenter');
    session.report('comparing', ++done, total, { segmenter });
    return session.pause();
  };
  const judge = ({ augmentation, intensities }: Variation) =>
    crossValidate({
      plan: { ...plan, segmenterSteps: steps },
      initial: session.initial,
      task: { channels: shown.channels, classes: shown.classes },
      folds: folds.map((fold) => shown.prepare(fold, intensities)),
      unlabelled: search.unlabelled ? shown.prepareUnlabelled(intensities) : [],
      strength: augmentation,
      seed: seed + 1,
      pause,
    });
  session.position.search = (await climb(shown.variation, changes, judge)) ?? null;
  session.seconds.comparing = watch.elapsedMs / 1000 - session.seconds.preparing;
  watch.restartStep();
}
