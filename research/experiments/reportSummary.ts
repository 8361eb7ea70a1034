import { cellOf } from './Cell';
import { CONFIRMATION } from './confirmation';
import { LONG } from './long';
import { mainResults } from './mainResults';
import { rowName } from './rowName';
import type { RunResult } from './Run';
import { table } from './table';
import { TASKS } from './tasks';

const METHODS = ['none', 'augment', 'full', 'interpolation', 'propagation'];
const IN_LONG = ['augment', 'full'];
/**
 * Dice x 100 of a plain U-Net in PyTorch, one seed: width 16, strong augmentation, 1,500 steps of 8 images,
 * averaged weights, three flips at prediction; polyps and ulcers in colour. Measured 2026-11-29, see
 * docs/experiments/samples-seen.md.
 */
const PLAIN_UNET: Record<string, number | undefined> = { kvasir: 63.0, ulcer: 55.1, lv: 78.8 };

/** One line per task: Dice x 100 of methods and long trainings, mean over test cases and seeds. */
export function reportSummary(results: readonly RunResult[]): string[] {
  const tasks = [...TASKS, ...CONFIRMATION];
  const main = mainResults(results, [...tasks, ...LONG]);
  const points = (task: string, row: string) =>
    cellOf(main.filter((result) => result.task === task && rowName(result) === row))?.points;
  const show = (value: number | undefined) => value?.toFixed(1) ?? '';
  return table(
    ['task', ...METHODS, ...IN_LONG.map((method) => `${method}, long`), 'plain U-Net, PyTorch'],
    tasks.map(({ name }) => [
      name,
      ...METHODS.map((method) => show(points(name, method))),
      ...IN_LONG.map((method) => show(points(`${name}-long`, method))),
      show(PLAIN_UNET[name]),
    ]),
  );
}
