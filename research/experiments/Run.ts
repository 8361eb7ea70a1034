/** One training and its test: the options of `few-shot evaluate`. */
export interface RunPlan {
  task: string;
  method: string;
  /** Ingredients left out. */
  without: string;
  labelled: number;
  seed: number;
  size: number;
  steps: number;
}

/** The result of a run. */
export interface RunResult extends RunPlan {
  /** Hash of the sources, see `sourceHash`. */
  sources: string;
  /** Dice of each test case, 0..1. */
  dice: number[];
  /** 95 % Hausdorff distance of each test case, null where one mask is empty; older runs lack it. */
  hd95?: (number | null)[];
  /** Unit of `hd95`. */
  unit?: 'mm' | 'pixels';
  /** Share of the surfaces within 2 units of each other, for each test case. */
  surfaceDice?: number[];
  seconds: { train: number; predict: number };
  machine: string;
  date: string;
}

/** Runs with the same key are repetitions. */
export function keyOf({ task, method, without, labelled, seed, size, steps }: RunPlan): string {
  return [task, method, without || '-', labelled, seed, size, steps].join(' ');
}
