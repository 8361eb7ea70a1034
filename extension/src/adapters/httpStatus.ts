interface FailedRequest {
  status?: unknown;
  request?: { status?: unknown };
}

/**
 * HTTP status in an error of dicomweb-client, which has the request, or of an image loader, which may be the
 * request itself or wrap it; 0 when there was no answer, undefined when the error is about something else.
 */
export function httpStatus(error: unknown): number | undefined {
  const inner = ((error as { error?: unknown } | undefined)?.error ?? error) as FailedRequest | undefined;
  const status = inner?.request ? inner.request.status : inner?.status;
  return typeof status === 'number' ? status : undefined;
}

/** What the HTTP status of a failed request means, as a clause; undefined when there is none. */
export function describeStatus(error: unknown): string | undefined {
  const status = httpStatus(error);
  if (status === undefined) return undefined;
  if (status === 0) return 'the archive cannot be reached';
  if (status === 401)
    return 'the archive does not accept your sign-in any more: sign in again in another tab';
  return `the archive answered ${status}`;
}
