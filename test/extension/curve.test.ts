import type { TrainProgress } from '../../src/worker/protocol';
import { extendCurve, StepCounter } from '../../extension/src/session/curve';
import type { CurvePoint } from '../../extension/src/state/SessionState';

const progress = (change: Partial<TrainProgress>): TrainProgress => ({
  stage: 'generator',
  step: 1,
  steps: 10,
  elapsedMs: 0,
  remainingMs: null,
  losses: {},
  ...change,
});

test('steps are counted over all stages', () => {
  const counter = new StepCounter();
  expect(counter.total(progress({ step: 9 }))).toBe(9);
  expect(counter.total(progress({ step: 10 }))).toBe(10);
  expect(counter.total(progress({ stage: 'segmenter', step: 3 }))).toBe(13);
});

test('values of one step are one point, and reports without values add none', () => {
  let curve: CurvePoint[] = [];
  curve = extendCurve(curve, 1, progress({ losses: { segmenter: 0.5 } }));
  curve = extendCurve(curve, 1, progress({ validationDice: 0.7 }));
  curve = extendCurve(curve, 2, progress({}));
  expect(curve).toEqual([{ step: 1, segmenter: 0.5, validationDice: 0.7 }]);
});

test('a long curve is thinned out but keeps every validation', () => {
  let curve: CurvePoint[] = [];
  for (let step = 1; step <= 2000; step++) {
    const validationDice = step % 100 === 1 ? step / 2000 : undefined;
    curve = extendCurve(curve, step, progress({ losses: { segmenter: 1 / step }, validationDice }));
  }
  expect(curve.length).toBeLessThanOrEqual(600);
  expect(curve.filter((point) => point.validationDice !== undefined)).toHaveLength(20);
});
