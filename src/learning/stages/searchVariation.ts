import { climb } from '../climb';
import { crossValidate } from '../crossValidate';
import type { Variation, VariationSearch } from '../presets';
import { dealFolds, ENOUGH_EXAMPLES } from '../splitExamples';
import type { TrainingSession } from '../TrainingSession';

/**
 * Searches for the best way to prepare the examples, before any training. If it is ended early, nothing
 * changes. It is skipped if all images belong to one series and propagated outlines are used for training:
 * these show where the structure is, however the examples are prepared, and the search took half of the total
 * time without any gain (docs/accuracy.md). With few examples it is done nevertheless.
 */
export async function searchVariation(session: TrainingSession, search: VariationSearch): Promise<void> {
  const { input, shown, plan, watch } = session;
  const { examples, unlabelled = [], seed } = input;
  const { steps } = search;
  const folds = dealFolds(examples, search.folds);
  if (folds.length < 2) return;
  const images = [...examples.map(({ image }) => image), ...unlabelled];
  const one = new Set(images.map(({ seriesId }) => seriesId)).size === 1;
  // With few examples, the cross-validation of the search is also the only unbiased estimate of the
  // segmenter's quality.
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
