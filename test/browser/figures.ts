import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../support/repositoryRoot';

const folder = path.join(repositoryRoot, 'test-results');

/** Path for a screenshot of a browser test. */
export function screenshotPath(name: string): string {
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}

/**
 * Writes measured figures to test-results/NAME.json and prints them; docs/benchmarks.md is based on these.
 */
export function reportFigures(name: string, figures: Record<string, unknown>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
  process.stderr.write(`${name}: ${JSON.stringify(figures)}\n`);
}

export const round = (value: number, digits = 3) => Number(value.toFixed(digits));
