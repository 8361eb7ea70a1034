/** Segmentations are numbered from here, above the numbers that scanners give to series. */
const FIRST_NUMBER = 9001;

/**
 * The lowest free series number.
 *
 * @param taken numbers that the study has, or that were given out
 */
function freeSeriesNumber(taken: Iterable<number>): number {
  const numbers = new Set(taken);
  let number = FIRST_NUMBER;
  while (numbers.has(number)) number++;
  return number;
}

/** Gives series numbers, each once in a study, also for files that no archive knows. */
export class SeriesNumbers {
  private readonly given = new Map<string, number[]>();

  /**
   * @param study Study Instance UID
   * @param taken numbers of the series that the study has
   */
  next(study: string, taken: Iterable<number>): number {
    const given = this.given.get(study) ?? [];
    const number = freeSeriesNumber([...taken, ...given]);
    this.given.set(study, [...given, number]);
    return number;
  }
}
