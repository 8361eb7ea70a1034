import { describeIssues } from '../data/describeIssues';
import { REVIEW_VERSION } from './ReviewRecord';
import { reviewStateSchema, type ReviewState } from './ReviewState';

/**
 * Reads a review that was saved with `JSON.stringify`.
 *
 * @throws Error that names the field when the text is not a review or has another version
 */
export function parseReview(text: string): ReviewState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('The saved review is not JSON: the file is damaged or is another one.');
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (version !== REVIEW_VERSION) {
    throw new Error(
      `The saved review has version ${String(version)}; this program reads version ${REVIEW_VERSION}. Open it with the release that saved it.`,
    );
  }
  const result = reviewStateSchema.safeParse(value);
  if (!result.success) throw new Error(`The saved review is damaged.\n${describeIssues(result.error)}`);
  return result.data;
}
