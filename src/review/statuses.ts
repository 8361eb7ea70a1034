/** What a status means for a mask. */
interface StatusRule {
  /** Shown to the reader. */
  label: string;
  /** Whether the mask is the reader's own by now, drawn, corrected or accepted. */
  locked: boolean;
  /** Whether the reader has decided: no prediction and no other mask takes its place. */
  judged: boolean;
  /** Whether the mask is used for training, unless the reader excludes it. */
  example: boolean;
  /** Statuses from which the reader can set this one on a predicted mask. */
  from: readonly string[];
}

/**
 * All statuses of a mask and their rules. To add a status, start here; the reducer and the schema follow this
 * table.
 */
export const STATUSES = {
  proposed: {
    label: 'proposed',
    locked: false,
    judged: false,
    example: false,
    from: ['accepted', 'rejected'],
  },
  accepted: { label: 'accepted', locked: true, judged: true, example: true, from: ['proposed', 'rejected'] },
  corrected: { label: 'corrected', locked: true, judged: true, example: true, from: [] },
  rejected: {
    label: 'rejected',
    locked: false,
    judged: true,
    example: false,
    from: ['proposed', 'accepted'],
  },
} as const satisfies Record<string, StatusRule>;

/** Review status of a mask. */
export type ReviewStatus = keyof typeof STATUSES;
