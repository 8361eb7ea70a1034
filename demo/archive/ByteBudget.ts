import { HttpError } from './HttpError';

/** Limits the bytes that all requests together hold in memory. */
export class ByteBudget {
  private used = 0;

  constructor(private readonly most: number) {}

  /**
   * Takes bytes for a request.
   *
   * @throws HttpError 503 when the requests would hold more than allowed
   */
  take(bytes: number): void {
    if (this.used + bytes > this.most)
      throw new HttpError(503, 'The archive is receiving too much at once. Store again in a moment.');
    this.used += bytes;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }
}
