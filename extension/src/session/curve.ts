import type { TrainProgress, TrainStage } from '../../../src/worker/protocol';
import type { CurvePoint } from '../state/SessionState';

/** A curve with more points than this drops every second one, except those with a validation score. */
const MAX_POINTS = 600;

/** Stages that train the final networks. The preceding trial trainings are not plotted. */
const STAGES: TrainStage[] = ['preparing', 'generator', 'segmenter'];

/** Counts steps over all stages; each stage begins at 0. */
export class StepCounter {
  private readonly steps = new Map<TrainStage, number>();

  /** Steps since training began. */
  total(progress: TrainProgress): number {
    this.steps.set(progress.stage, Math.max(progress.step, this.steps.get(progress.stage) ?? 0));
    const stage = STAGES.indexOf(progress.stage);
    return STAGES.slice(0, stage + 1).reduce((sum, name) => sum + (this.steps.get(name) ?? 0), 0);
  }
}

/** Adds one step's values to a curve, and thins the curve out when it becomes too long. */
export function extendCurve(
  curve: readonly CurvePoint[],
  step: number,
  progress: TrainProgress,
): CurvePoint[] {
  const point: CurvePoint = { step, ...progress.losses };
  if (progress.validationDice !== undefined) point.validationDice = progress.validationDice;
  if (Object.keys(point).length === 1) return [...curve];
  const last = curve[curve.length - 1];
  const extended = last?.step === step ? [...curve.slice(0, -1), { ...last, ...point }] : [...curve, point];
  if (extended.length <= MAX_POINTS) return extended;
  return extended.filter((entry, index) => index % 2 === 0 || entry.validationDice !== undefined);
}
