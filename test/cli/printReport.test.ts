import type { EvaluationReport } from '../../cli/report/EvaluationReport';
import { printReport } from '../../cli/report/printReport';

function lines(learnt: EvaluationReport['learnt']): string[] {
  const report: EvaluationReport = {
    dataset: 'lungs',
    method: 'full',
    segmenter: 'unet',
    labelled: 9,
    seed: 0,
    size: 96,
    channels: 1,
    backend: 'wasm',
    dice: { mean: 0.9, std: 0, cases: [{ name: 'a', dice: 0.9, hd95: null, surfaceDice: 0.8 }] },
    hd95: { mean: null, unit: 'pixels' },
    surfaceDice: { mean: 0.8, tolerance: 2 },
    steps: 500,
    learnt,
    seconds: { train: 1, generator: 0, predict: 1, total: 2 },
  };
  return printReport(report, {}).split('\n').slice(1, 4);
}

const NOTHING = {
  syntheticShare: null,
  architecture: null,
  interpolated: 0,
  initialised: false,
  continued: false,
  validationIncluded: false,
};

describe('the printed table', () => {
  it('tells how many slices were interpolated, and how much generated pairs count', () => {
    expect(
      lines({ ...NOTHING, syntheticShare: 0.234, architecture: [[0.3, 0.3, 0.4]], interpolated: 7 }),
    ).toEqual([
      'Slices between labelled ones that trained with interpolated outlines: 7',
      'Generated pairs: 23.4 % of the loss at the end',
      '',
    ]);
  });

  it('tells nothing of what was no part of the method', () => {
    expect(lines(NOTHING)[0]).toBe('');
  });
});
