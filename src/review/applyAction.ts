import { mapSegments } from '../data/mapSegments';
import { sameName } from '../data/sameName';
import { addSegments } from './addSegments';
import { emptyMask } from './emptyMask';
import { isJudged } from './isJudged';
import { mergeMasks } from './mergeMasks';
import type { MaskedImage, ReviewAction, ReviewedMask } from './ReviewAction';
import { predictionOf } from './predictionOf';
import type { ReviewDraft } from './ReviewDraft';
import { relabelRecord } from './relabelRecord';
import { REVIEW_VERSION, type Prediction, type ReviewRecord } from './ReviewRecord';
import { replaceUnknown } from './replaceUnknown';
import { sameMask } from './sameMask';
import { STATUSES, type ReviewStatus } from './statuses';

/** An action other than a batch. */
export type SimpleAction = Exclude<ReviewAction, { type: 'batch' }>;

type Handlers = {
  [Type in SimpleAction['type']]: (draft: ReviewDraft, action: Extract<SimpleAction, { type: Type }>) => void;
};

/** Applies an action to a draft. */
export function applyAction(draft: ReviewDraft, action: SimpleAction): void {
  // The table's type guarantees that the handler fits the action; TypeScript cannot infer this through the
  // index.
  const handle = HANDLERS[action.type] as (draft: ReviewDraft, action: SimpleAction) => void;
  handle(draft, action);
}

const NO_PREDICTION = { confidence: null, modelId: null, round: null };

const HANDLERS: Handlers = {
  segmentsAdded: (draft, { segments }) => draft.setSegments(addSegments(draft.state.segments, segments)),

  segmentRenamed: (draft, { segment }) => {
    const { segments } = draft.state;
    if (segments.some((other) => other.index !== segment.index && sameName(other, segment))) return;
    draft.setSegments(segments.map((other) => (other.index === segment.index ? segment : other)));
  },

  drawn: draw,

  takenOver: (draft, { masks }) =>
    masks.forEach((image) => draw(draft, { ...image, origin: 'imported', status: 'accepted' })),

  erased: (draft, { key }) => draft.change(key, withoutMask),

  markedNegative: (draft, { key, seriesId, mask }) =>
    draft.change(key, (before) => {
      if (before?.locked && before.origin !== 'negative') return before;
      return makeRecord({ key, seriesId, mask: emptyMask(mask) }, 'negative', 'accepted', {
        proposal: predictionOf(before),
      });
    }),

  unmarkedNegative: (draft, { key }) =>
    draft.change(key, (before) => (before?.origin === 'negative' ? withoutMask(before) : before)),

  predicted: (draft, { masks, modelId, round }) =>
    masks.forEach(({ confidence, ...image }) =>
      draft.change(image.key, (before) => {
        const source = { confidence, modelId, round };
        if (before && isJudged(before)) return { ...before, proposal: { mask: image.mask, ...source } };
        return proposed(before, image, source);
      }),
    ),

  carriedOver: (draft, { masks, round }) =>
    masks.forEach((image) =>
      draft.change(image.key, (before) =>
        before && isJudged(before) ? before : proposed(before, image, { ...NO_PREDICTION, round }),
      ),
    ),

  corrected: (draft, { key, seriesId, mask }) =>
    draft.change(key, (before) => {
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

  partlyCorrected: (draft, { key, seriesId, mask, known }) =>
    draft.change(key, (before) => {
      if (before?.origin !== 'predicted' || before.locked) return before;
      const all = before.known ? mergeMasks(known, before.known) : known;
      const { training } = before;
      const proposal = predictionOf(before);
      const source = proposal ? sourceOf(proposal) : NO_PREDICTION;
      const record = { ...source, training, proposal };
      return { ...makeRecord({ key, seriesId, mask }, 'predicted', 'proposed', record), known: all };
    }),

  correctionReverted: (draft, { key, kept }) =>
    draft.change(key, (before) => {
      if (before?.status !== 'corrected') return before;
      return kept ? keptAgain(before, kept) : withoutMask(before);
    }),

  proposalOpened: (draft, { key, seriesId, mask }) =>
    draft.change(key, (before) =>
      // Predictions of this session are newer than stored ones.
      before && (before.locked || before.round !== null)
        ? before
        : makeRecord({ key, seriesId, mask }, 'predicted', 'proposed', { training: before?.training }),
    ),

  statusSet: (draft, { keys, status }) =>
    keys.forEach((key) =>
      draft.change(key, (before) =>
        before?.origin === 'predicted' &&
        (STATUSES[status].from as readonly ReviewStatus[]).includes(before.status)
          ? { ...newestOf(before), status, locked: STATUSES[status].locked }
          : before,
      ),
    ),

  trainingSet: (draft, { keys, training }) =>
    keys.forEach((key) =>
      draft.change(key, (before) =>
        before && before.training !== training ? { ...before, training } : before,
      ),
    ),

  recordsReplaced: (draft, { records }) => records.forEach((record, key) => draft.change(key, () => record)),
  restored: (draft, { segments, records }) => {
    const own = draft.state.segments;
    // A saved table may have gaps, and its masks have its values.
    draft.setSegments(own.length === 0 ? segments : addSegments(own, segments));
    const values = mapSegments(segments, draft.state.segments);
    const moved = segments.some(({ index }) => values[index] !== index);
    for (const record of records) {
      draft.change(record.key, (before) => {
        if (before && (isJudged(before) || !isJudged(record))) return before;
        return moved ? relabelRecord(record, values) : record;
      });
    }
  },

  forgotten: (draft) => {
    Object.keys(draft.state.records).forEach((key) => draft.change(key, () => undefined));
    draft.setSegments([]);
  },
};

/** A mask of the reader's takes the place of the image's; a prediction stays beside it. */
function draw(
  draft: ReviewDraft,
  { key, seriesId, mask, origin, status }: Omit<Extract<SimpleAction, { type: 'drawn' }>, 'type'>,
): void {
  draft.change(key, (before) =>
    makeRecord({ key, seriesId, mask }, origin, status, {
      training: before?.training,
      proposal: predictionOf(before),
    }),
  );
}

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

/** The record with another proposal; what the reader showed to be right of the mask before stays. */
function proposed(
  before: ReviewRecord | undefined,
  image: MaskedImage,
  source: Omit<Prediction, 'mask'>,
): ReviewRecord {
  const record = { ...source, training: before?.training };
  if (!before?.known) return makeRecord(image, 'predicted', 'proposed', record);
  const merged = { ...image, mask: replaceUnknown(before.mask, before.known, image.mask) };
  const beside = { ...record, proposal: { mask: image.mask, ...source } };
  return { ...makeRecord(merged, 'predicted', 'proposed', beside), known: before.known };
}

/** A rejected mask is not shown, so what the reader takes back is the newest prediction of its image. */
function newestOf(record: ReviewRecord): ReviewRecord {
  const { status, proposal, round } = record;
  if (status !== 'rejected' || !proposal || (proposal.round ?? 0) <= (round ?? 0)) return record;
  return proposed(record, { ...record, mask: proposal.mask }, sourceOf(proposal));
}

function sourceOf({ confidence, modelId, round }: Omit<Prediction, 'mask'>) {
  return { confidence, modelId, round };
}

/** The record as before the correction of a reviewed mask; a newer prediction stays beside it. */
function keptAgain(record: ReviewRecord, { mask, status, known }: ReviewedMask): ReviewRecord {
  const proposal = record.proposal && sameMask(record.proposal.mask, mask) ? null : record.proposal;
  const { locked } = STATUSES[status];
  return { ...record, mask, status, locked, proposal, ...(known && { known }) };
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
