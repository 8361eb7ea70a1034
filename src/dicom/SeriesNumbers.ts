/** First series number of segmentations, above the numbers that scanners assign. */
const FIRST_NUMBER = 9001;

/**
 * The lowest free series number.
 *
 * @param taken numbers that the study uses or that have been assigned
 */
function freeSeriesNumber(taken: Iterable<number>): number {
  const numbers = new Set(taken);
  let number = FIRST_NUMBER;
  while (numbers.has(number)) number++;
  return number;
}

/** Assigns series numbers that are unique within a study, including series that were only saved as files. */
export class SeriesNumbers {
  private readonly given = new Map<string, number[]>();

  /**
   * @param study Study Instance UID
   * @param taken numbers of the study's existing series
   */
  next(study: string, taken: Iterable<number>): number {
    const given = this.given.get(study) ?? [];
    const number = freeSeriesNumber([...taken, ...given]);
    this.given.set(study, [...given, number]);
    return number;
  }
}
