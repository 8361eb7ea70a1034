import type { ImageKey } from '../data/ImageKey';
import { addSegments } from './addSegments';
import { packMask } from './packMask';
import type { MaskedImage, ReviewAction } from './ReviewAction';
import { REVIEW_VERSION, type Prediction, type ReviewRecord } from './ReviewRecord';
import type { ReviewState } from './ReviewState';
import { STATUSES, type ReviewStatus } from './statuses';

/** An action other than a batch or an undo. */
export type SimpleAction = Exclude<ReviewAction, { type: 'batch' | 'undo' }>;

type Handlers = {
  [Type in SimpleAction['type']]: (
    state: ReviewState,
    action: Extract<SimpleAction, { type: Type }>,
  ) => ReviewState;
};

/** The state after an action; the state itself if the action changes nothing. */
export function applyAction(state: ReviewState, action: SimpleAction): ReviewState {
  // The table's type guarantees that the handler fits the action; TypeScript cannot infer this through the
  // index.
  const handle = HANDLERS[action.type] as (state: ReviewState, action: SimpleAction) => ReviewState;
  return handle(state, action);
}

const NO_PREDICTION = { confidence: null, modelId: null, round: null };

const HANDLERS: Handlers = {
  segmentsAdded: (state, { segments }) => {
    const table = addSegments(state.segments, segments);
    return table === state.segments ? state : { ...state, segments: table };
  },

  drawn: (state, { key, seriesId, mask, origin, status }) =>
    change(state, key, (before) =>
      makeRecord({ key, seriesId, mask }, origin, status, {
        training: before?.training,
        proposal: predictionOf(before),
      }),
    ),

  erased: (state, { key }) => change(state, key, withoutMask),

  markedNegative: (state, { key, seriesId, mask }) =>
    change(state, key, (before) => {
      if (before?.locked && before.origin !== 'negative') return before;
      const empty = packMask(new Uint8Array(mask.rows * mask.columns), mask.rows, mask.columns);
      return makeRecord({ key, seriesId, mask: empty }, 'negative', 'accepted', {
        proposal: predictionOf(before),
      });
    }),

  unmarkedNegative: (state, { key }) =>
    change(state, key, (before) => (before?.origin === 'negative' ? withoutMask(before) : before)),

  predicted: (state, { masks, modelId, round }) =>
    masks.reduce(
      (next, { key, seriesId, mask, confidence }) =>
        change(next, key, (before) => {
          const prediction: Prediction = { mask, confidence, modelId, round };
          if (before?.locked) return { ...before, proposal: prediction };
          return makeRecord({ key, seriesId, mask }, 'predicted', 'proposed', {
            ...prediction,
            training: before?.training,
          });
        }),
      state,
    ),

  corrected: (state, { key, seriesId, mask }) =>
    change(state, key, (before) => {
      const proposal = predictionOf(before);
      // On a training example the reader's own mask is shown among the results, so changing it there counts
      // as drawing.
      const drawn = !proposal || (before?.training === 'included' && before.origin !== 'predicted');
      const source = drawn ? NO_PREDICTION : sourceOf(proposal);
      return makeRecord({ key, seriesId, mask }, drawn ? 'drawn' : 'predicted', 'corrected', {
        ...source,
        training: before?.training,
        proposal,
      });
    }),

  correctionReverted: (state, { key }) =>
    change(state, key, (before) => (before?.status === 'corrected' ? withoutMask(before) : before)),

  proposalOpened: (state, { key, seriesId, mask }) =>
    change(state, key, (before) =>
      // Predictions of this session are newer than stored ones.
      before && (before.locked || before.round !== null)
        ? before
        : makeRecord({ key, seriesId, mask }, 'predicted', 'proposed', { training: before?.training }),
    ),

  statusSet: (state, { keys, status }) =>
    keys.reduce(
      (next, key) =>
        change(next, key, (before) =>
          before?.origin === 'predicted' &&
          (STATUSES[status].from as readonly ReviewStatus[]).includes(before.status)
            ? { ...before, status, locked: STATUSES[status].locked }
            : before,
        ),
      state,
    ),

  trainingSet: (state, { keys, training }) =>
    keys.reduce(
      (next, key) =>
        change(next, key, (before) =>
          before && before.training !== training ? { ...before, training } : before,
        ),
      state,
    ),
};

function makeRecord(
  { key, seriesId, mask }: MaskedImage,
  origin: ReviewRecord['origin'],
  status: ReviewStatus,
  {
    training = 'included',
    proposal = null,
    confidence = null,
    modelId = null,
    round = null,
  }: Partial<Pick<ReviewRecord, 'training' | 'proposal' | 'confidence' | 'modelId' | 'round'>>,
): ReviewRecord {
  return {
    version: REVIEW_VERSION,
    key,
    seriesId,
    origin,
    status,
    locked: STATUSES[status].locked,
    training,
    mask,
    confidence,
    modelId,
    round,
    proposal,
  };
}

/** The newest prediction of an image, either its mask or the proposal beside it. */
function predictionOf(record: ReviewRecord | undefined): Prediction | null {
  if (!record) return null;
  if (record.proposal || record.origin !== 'predicted' || record.status === 'corrected') {
    return record.proposal;
  }
  return { mask: record.mask, ...sourceOf(record) };
}

function sourceOf({ confidence, modelId, round }: Omit<Prediction, 'mask'>) {
  return { confidence, modelId, round };
}

/** The record without its mask: the prediction beside it takes its place; undefined if there is none. */
function withoutMask(record: ReviewRecord | undefined): ReviewRecord | undefined {
  if (!record?.proposal) return undefined;
  const { proposal, training } = record;
  return makeRecord({ ...record, mask: proposal.mask }, 'predicted', 'proposed', {
    ...sourceOf(proposal),
    training,
  });
}

/** Changes, adds or removes one record. If `next` returns the record unchanged, returns the state itself. */
function change(
  state: ReviewState,
  key: ImageKey,
  next: (before: ReviewRecord | undefined) => ReviewRecord | undefined,
): ReviewState {
  const before = Object.hasOwn(state.records, key) ? state.records[key] : undefined;
  const after = next(before);
  if (after === before) return state;
  const records = { ...state.records };
  if (after) records[key] = after;
  else delete records[key];
  return { ...state, records };
}
