import type { EvaluationReport } from './EvaluationReport';

/** Formats the report as a table, with the seconds of stages that the JSON combines. */
export function printReport(report: EvaluationReport, stages: Readonly<Record<string, number>>): string {
  const { dataset, method, segmenter, labelled, seed, size, backend, dice, hd95, surfaceDice, steps } =
    report;
  const distance = (value: number | null) => (value === null ? '-' : value.toFixed(2));
  const unit = hd95.unit === 'mm' ? 'mm' : 'px';
  const width = Math.max(4, ...dice.cases.map(({ name }) => name.length));
  const within = `Within ${surfaceDice.tolerance} ${unit}`;
  const line = (name: string, overlap: string, far: string, near: string) =>
    `${name.padEnd(width)}  ${overlap.padStart(6)}  ${far.padStart(9)}  ${near.padStart(within.length)}`;
  return [
    `${dataset}: method ${method}, segmenter ${segmenter}, ${labelled} labelled, seed ${seed}, ` +
      `${size} x ${size}, ${backend}, ${steps} steps`,
    ...describeLearnt(report.learnt),
    '',
    line('Case', 'Dice', `HD95 ${unit}`, within),
    ...dice.cases.map((one) =>
      line(one.name, one.dice.toFixed(4), distance(one.hd95), one.surfaceDice.toFixed(4)),
    ),
    line('Mean', dice.mean.toFixed(4), distance(hd95.mean), surfaceDice.mean.toFixed(4)),
    line('Std', dice.std.toFixed(4), '', '').trimEnd(),
    '',
    hd95.unit === 'mm'
      ? 'Distances are in millimetres.'
      : 'Distances are in pixels: not every file says how large its pixels are.',
    `Seconds: ${Object.entries(stages)
      .map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)}`)
      .join(', ')}`,
    '',
  ].join('\n');
}

/**
 * Describes the interpolated examples, and the final weight of generated pairs;
 * empty for parts that the method does not have.
 */
function describeLearnt({ syntheticShare, interpolated }: EvaluationReport['learnt']): string[] {
  const lines: string[] = [];
  if (interpolated > 0) {
    lines.push(`Slices between labelled ones that trained with interpolated outlines: ${interpolated}`);
  }
  if (syntheticShare !== null) {
    lines.push(
      syntheticShare === 0
        ? 'Generated pairs: none, they did not show the structures'
        : `Generated pairs: ${(100 * syntheticShare).toFixed(1)} % of the loss at the end`,
    );
  }
  return lines;
}
