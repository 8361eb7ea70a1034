import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunPlan, RunResult } from './Run';
import type { EqualSources } from './equalSources';
import { isAsGoodAs } from './equalSources';
import { keyOf } from './Run';

/** Results as JSON lines. Each is written immediately, so that an interruption loses at most one run. */
export class ResultCache {
  private readonly results: RunResult[];

  /**
   * @param sources hash of the current sources, see `sourceHash`; only results of these and equal sources
   * count
   */
  constructor(
    private readonly file: string,
    readonly sources: string,
    private readonly equal?: readonly EqualSources[],
  ) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    this.results = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) => {
        // An interruption may have cut off the last line.
        try {
          return [JSON.parse(line) as RunResult];
        } catch {
          return [];
        }
      });
  }

  /** The newest result of each key, in the order in which they were measured. */
  get newest(): RunResult[] {
    const byKey = new Map<string, RunResult>();
    for (const result of this.results) {
      byKey.delete(keyOf(result));
      byKey.set(keyOf(result), result);
    }
    return [...byKey.values()];
  }

  /** Whether a result is from the current sources or equal ones. */
  isCurrent(result: RunResult): boolean {
    return isAsGoodAs(result, this.sources, this.equal);
  }

  has(plan: RunPlan): boolean {
    return this.results.some((result) => this.isCurrent(result) && keyOf(result) === keyOf(plan));
  }

  /** The newest result of a plan with exactly these sources. */
  find(plan: RunPlan, sources: string): RunResult | undefined {
    return this.results
      .filter((result) => result.sources === sources && keyOf(result) === keyOf(plan))
      .at(-1);
  }

  add(result: RunResult): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    // Starts a new line in case the last one was cut off.
    appendFileSync(this.file, `\n${JSON.stringify(result)}\n`);
    this.results.push(result);
  }
}
