import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunPlan, RunResult } from './Run';
import { keyOf } from './Run';

/** Results as JSON lines: each is written as soon as it is there, so that an interruption costs one run at most. */
export class ResultCache {
  private readonly results: RunResult[];

  /** @param sources only results of these sources count, see `sourceHash` */
  constructor(
    private readonly file: string,
    private readonly sources: string,
  ) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    this.results = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) => {
        // The last line may have been cut off.
        try {
          return [JSON.parse(line) as RunResult];
        } catch {
          return [];
        }
      });
  }

  /** Those of the present sources, the newest of each key. */
  get current(): RunResult[] {
    const newest = new Map(
      this.results.filter(({ sources }) => sources === this.sources).map((result) => [keyOf(result), result]),
    );
    return [...newest.values()];
  }

  has(plan: RunPlan): boolean {
    return this.current.some((result) => keyOf(result) === keyOf(plan));
  }

  add(result: RunResult): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    appendFileSync(this.file, `${JSON.stringify(result)}\n`);
    this.results.push(result);
  }
}
