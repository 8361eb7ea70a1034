/** An error whose message tells the reader what happened and what to do. */
export class SessionError extends Error {
  override name = 'SessionError';
}

/** The message of any error, for the panel. */
export function errorText(error: unknown): string {
  if (error instanceof Error && error.message) return error.message;
  if (typeof error === 'string' && error) return error;
  return 'Something unexpected happened. Your masks and the last good model are kept; please try again.';
}
