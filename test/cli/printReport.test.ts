import { STRONG } from '../../src/data/augmentation';
import type { EvaluationReport } from '../../cli/report/EvaluationReport';
import { printReport } from '../../cli/report/printReport';

const variation = { augmentation: STRONG, intensities: 'robust', statistics: 'examples' } as const;
const at = (dice: number) => ({ dice, agreement: null });

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
    dice: { mean: 0.9, std: 0, cases: [{ name: 'a', dice: 0.9, hd95: null }] },
    hd95: { mean: null, unit: 'pixels' },
    steps: 500,
    learnt,
    seconds: { train: 1, predict: 1, total: 2 },
  };
  return printReport(report, {}).split('\n').slice(1, 4);
}

describe('the printed table', () => {
  it('tells which changes the search kept, and how much generated pairs count', () => {
    const changes = [
      { name: 'equalised intensities', kept: true, ...at(0.85) },
      { name: 'statistics', kept: false, ...at(0.8) },
      { name: 'no flips', kept: true, ...at(0.9) },
    ];
    const search = { ...variation, start: at(0.75), best: at(0.9), changes };
    expect(
      lines({
        search,
        syntheticShare: 0.234,
        architecture: [[0.3, 0.3, 0.4]],
        interpolated: 7,
        initialised: false,
        validationIncluded: true,
      }),
    ).toEqual([
      'Search kept equalised intensities, no flips: cross-validated Dice 0.7500 before, 0.9000 with it',
      'Slices between labelled ones that trained with interpolated outlines: 7',
      'Generated pairs: 23.4 % of the loss at the end',
    ]);
  });

  it('tells when the search kept nothing, and nothing of what was no part of the method', () => {
    const changes = [{ name: 'no flips', kept: false, ...at(0.7) }];
    const search = { ...variation, start: at(0.75), best: at(0.75), changes };
    expect(
      lines({
        search,
        syntheticShare: null,
        architecture: null,
        interpolated: 0,
        initialised: false,
        validationIncluded: false,
      }),
    ).toEqual(['Search kept nothing: cross-validated Dice 0.7500', '', 'Case    Dice    HD95 px']);
    expect(
      lines({
        search: null,
        syntheticShare: null,
        architecture: null,
        interpolated: 0,
        initialised: false,
        validationIncluded: false,
      })[0],
    ).toBe('');
  });
});
