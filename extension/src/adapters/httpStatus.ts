/**
 * HTTP status in an error of dicomweb-client or of an image loader, which wraps it; 0 when there was no
 * answer, undefined when the error is about something else.
 */
export function httpStatus(error: unknown): number | undefined {
  const inner = (error as { error?: unknown } | undefined)?.error ?? error;
  return (inner as { request?: { status?: number } } | undefined)?.request?.status;
}
