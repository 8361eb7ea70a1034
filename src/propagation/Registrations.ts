import { cropAround } from './cropAround';
import type { StackSlice } from './StackRegistration';
import { StackRegistration } from './StackRegistration';

/** Maximum number of series whose registration is kept: about 10 MB each. */
const MAX_SERIES = 3;

/**
 * Registers stacks, and keeps the latest registration of a few series: a training and the prediction after it
 * follow outlines through the same images, and so does the next round of corrections.
 */
export class Registrations {
  /** By series; the most recent last. */
  private readonly latest = new Map<string, StackRegistration>();

  /**
   * @param slices of one series and size, in any order; no two at one position
   * @param masks the drawn masks, around which the stack is registered
   */
  register(
    seriesId: string,
    slices: readonly StackSlice[],
    size: { rows: number; columns: number },
    masks: readonly Uint8Array[],
  ): StackRegistration {
    const earlier = this.latest.get(seriesId);
    const crop = cropAround(masks, size.rows, size.columns, earlier?.crop);
    const registration = new StackRegistration(slices, size, crop, earlier);
    this.latest.delete(seriesId);
    this.latest.set(seriesId, registration);
    const [oldest] = this.latest.keys();
    if (this.latest.size > MAX_SERIES) this.latest.delete(oldest);
    return registration;
  }
}
