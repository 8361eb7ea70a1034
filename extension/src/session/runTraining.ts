import type { Example } from '../../../src/data/Image';
import { weighNew } from '../../../src/data/weighNew';
import { partlyKnown } from '../../../src/review/partlyKnown';
import { unpackMask } from '../../../src/review/unpackMask';
import { EngineError } from '../../../src/worker/EngineError';
import type {
  SeriesIntensities,
  TrainedModel,
  TrainedOn,
  TrainProgress,
  TrainRequest,
} from '../../../src/worker/protocol';
import { seriesName } from '../adapters/listSeries';
import { Pacer } from '../adapters/Pacer';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import { yieldToMain } from '../adapters/yieldToMain';
import { extendCurve, StepCounter } from './curve';
import { readBetween } from './readBetween';
import { readCrossSections } from './readCrossSections';
import type { Session } from './Session';
import { errorText, SessionError } from '../state/SessionError';
import type { Message } from '../state/SessionState';
import { clearMessages, showMessage } from './SessionStore';
import { trainingBlockers } from './trainingBlockers';
import { trainingFingerprint } from './trainingFingerprint';
import { trainsOn } from './trainsOn';
import { tickedSeries } from './tickedSeries';

/** Minimum time between two progress updates of the panel, ms. */
const REPORT_MS = 200;
/**
 * Difference in validation Dice that counts as clearly better; the Dice of single images varies by about this
 * much.
 */
const CLEARLY = 0.05;

const CHANGED: Message = {
  id: 'training',
  kind: 'info',
  text: 'Examples or settings have changed since the training was interrupted, so it starts from the beginning.',
};

/**
 * Trains on the included examples. Every checkpoint copies the best model so far into the store, which
 * survives the loss of the Worker. The position of the training is kept as well.
 *
 * @param start a model to go on from, with the examples that it has not learnt shown more often
 * @param resume continues the interrupted training if examples and settings are as they were
 * @returns whether a new model is ready
 */
export async function runTraining(
  session: Session,
  { resume = false, start: given }: { resume?: boolean; start?: TrainedModel } = {},
): Promise<boolean> {
  const { store, engine, review, options, saved } = session;
  if (store.getState().training.phase !== 'idle') return false;
  session.prediction?.abort();
  clearMessages(store, 'engine', 'training', 'hidden', 'store', 'misplaced');
  // Early checkpoints are worse than the model of an earlier training, which stays in use until this one
  // ends.
  const earlier = store.getState().model;
  const wentOn = resume && earlier !== undefined && saved.interruptedStart === earlier.summary.id;
  const start = given ?? (wentOn ? earlier : undefined);
  let candidate: TrainedModel | undefined;
  const onCheckpoint = (checkpoint: TrainedModel) => {
    candidate = checkpoint;
    if (!earlier) store.setState({ model: checkpoint });
  };
  store.setState({ training: { phase: 'starting', curve: [], pairs: [], failed: false } });
  try {
    await session.scanner.scan();
    const { examples: infos, segments, preset, series } = store.getState();
    const ticked = tickedSeries(series);
    const [blocker] = trainingBlockers(infos, segments, start && 1);
    if (blocker) throw new SessionError(blocker);
    const read = await readExamples(session);
    const { intensities } = read;
    const keys = read.examples.map(({ image }) => image.id);
    const learnt = session.rounds.lessonsOf(keys);
    const examples = start ? weighNew(read.examples, (i) => session.rounds.isNew(keys[i])) : read.examples;
    // Excluded images are not used at all.
    const excluded = infos.filter(({ included }) => !included).map(({ key }) => key);
    const drawn = examples.map(({ image }) => image.id);
    const spared = new Set([...drawn, ...excluded]);
    // A model that goes on has learnt from images between drawn ones. Following outlines through them once
    // more takes as long as the refinement itself, and gains nothing (docs/experiments/refining.md).
    const between = start ? [] : await readBetween(session, new Set(drawn), spared);
    const whole = read.examples.filter(({ known }) => known === undefined);
    const sections = await readCrossSections(session, whole);
    const backend = await engine.start();
    store.setState({ backend });
    if (store.getState().training.phase === 'stopping') return false;
    store.setState(({ training }) => ({ training: { ...training, phase: 'running' } }));
    await yieldToMain();
    const used = new Set(
      infos.filter(trainsOn).flatMap((example) => example.segments.map(({ index }) => index)),
    );
    const request: TrainRequest = {
      examples: [...examples, ...sections.examples],
      toPredict: ticked.map(({ seriesId, frameOfReferenceUID }) => ({ seriesId, frameOfReferenceUID })),
      between,
      intensities: [...intensities, ...sections.intensities],
      segments: review.state.segments.filter(({ index }) => used.has(index)),
      preset,
      trainedOn: describeTraining(session),
      seed: options.seed,
      overrides: options.overrides,
      start,
    };
    const fingerprint = trainingFingerprint(request);
    request.resume = resume ? saved.interruptedTraining(fingerprint) : undefined;
    if (resume && !request.resume) showMessage(store, CHANGED);
    session.previews.begin();
    const model = await engine.train(request, {
      onProgress: progressReporter(session),
      onCheckpoint,
      onPreview: () => session.previews.update(),
      onResumable: (checkpoint) => saved.keepTraining(fingerprint, checkpoint, start?.summary.id),
    });
    saved.trainingEnded();
    const kept = model.summary.stopped ? keepBetter(session, model, earlier) : true;
    if (kept) {
      store.setState({ model, lastRound: undefined });
      session.rounds.earlier = undefined;
      session.rounds.noteLearnt(learnt);
    } else {
      session.previews.end();
    }
    return kept;
  } catch (error) {
    session.previews.end();
    if (candidate) keepBetter(session, candidate, earlier);
    store.setState(({ training }) => ({ training: { ...training, failed: true } }));
    explainFailure(session, error);
    if (canContinue(error)) saved.trainingInterrupted();
    else saved.trainingEnded();
    return false;
  } finally {
    store.setState(({ training }) => ({ training: { ...training, phase: 'idle' } }));
  }
}

/**
 * Keeps the model of a training that ended early, unless an earlier one validated clearly better.
 *
 * @returns whether it was kept
 */
function keepBetter({ store }: Session, model: TrainedModel, earlier: TrainedModel | undefined): boolean {
  if (earlier && earlier.summary.validationDice > model.summary.validationDice + CLEARLY) return false;
  store.setState({ model });
  return true;
}

/** Whether the training failed for a reason that another attempt need not meet. */
function canContinue(error: unknown): boolean {
  const code = error instanceof EngineError ? error.code : undefined;
  return code !== 'bad-input' && code !== 'internal';
}

/**
 * Reads the pixels of the included examples, and of proposed masks that the reader corrected in part.
 * Samples the intensities of their series.
 */
async function readExamples(
  session: Session,
): Promise<{ examples: Example[]; intensities: SeriesIntensities[] }> {
  const { index, store, review } = session;
  const { examples: infos, series } = store.getState();
  const pacer = new Pacer();
  const examples: Example[] = [];
  const intensities = new Map<string, SeriesIntensities>();
  const whole = infos.filter(trainsOn).map(({ key }) => key);
  const partial = partlyKnown(review.state).map(({ key }) => key);
  const usable = series.filter(({ problem }) => problem === '');
  const seriesOf = new Map(
    usable.flatMap((entry) => index.keysOf(entry.id).map((key) => [key, entry] as const)),
  );
  for (const key of [...whole, ...partial.filter((own) => !whole.includes(own))]) {
    const entry = seriesOf.get(key);
    const record = review.state.records[key];
    if (!entry || !record) continue;
    const image = await readImage(index, entry, key);
    const labelmap = unpackMask(record.mask);
    if (labelmap.length !== image.rows * image.columns) {
      throw new SessionError(
        `The mask on image ${index.imageNumberOf(key)} of ${seriesName(entry)} has another size than the image. Draw it again, or exclude the image.`,
      );
    }
    const known = record.locked ? undefined : record.known;
    // All series of a study show one patient, so validation holds out images, not a whole series.
    const patientId = index.studyOf(entry.id);
    examples.push({ image, labelmap, patientId, ...(known && { known: unpackMask(known) }) });
    if (!intensities.has(entry.seriesId)) {
      const { values } = await sampleImages(index, entry, index.keysOf(entry.id));
      intensities.set(entry.seriesId, { seriesId: entry.seriesId, sample: values });
    }
    await pacer.pause();
  }
  return { examples, intensities: [...intensities.values()] };
}

/** Modalities and body parts of the series with training examples. */
function describeTraining({ index, store }: Session): TrainedOn {
  const { examples, series } = store.getState();
  const used = new Set(examples.filter(({ included }) => included).map((example) => example.series));
  const trained = series.filter(({ id }) => used.has(id));
  return {
    modalities: [...new Set(trained.map(({ modality }) => modality))],
    bodyParts: [...new Set(trained.flatMap(({ id }) => index.bodyPartOf(id) ?? []))],
    units: [...new Set(trained.flatMap(({ unit }) => unit.unit || []))],
  };
}

function progressReporter({ store }: Session): (progress: TrainProgress) => void {
  const steps = new StepCounter();
  let curve = store.getState().training.curve;
  let reported = 0;
  return (progress) => {
    curve = extendCurve(curve, steps.total(progress), progress);
    const important = progress.pairs !== undefined || progress.validationDice !== undefined;
    const now = performance.now();
    if (!important && now - reported < REPORT_MS && progress.step < progress.steps) return;
    reported = now;
    store.setState(({ training }) => ({
      training: { ...training, progress, curve, pairs: progress.pairs ?? training.pairs },
    }));
  };
}

function explainFailure({ store }: Session, error: unknown): void {
  const code = error instanceof EngineError ? error.code : undefined;
  if (code === 'cancelled') return;
  // The listener for engine losses has already shown this.
  if (code === 'worker-lost' || code === 'device-lost') return;
  const forced = code === 'no-backend';
  showMessage(store, {
    id: 'training',
    kind: 'error',
    text: errorText(error),
    action: forced
      ? { label: 'Continue on WASM', call: ['fewShotSetBackend', { backend: 'wasm' }] }
      : undefined,
  });
}
