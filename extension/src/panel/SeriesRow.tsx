import type { MaskCounts } from '../session/countMasks';
import type { SeriesInfo } from '../state/SessionState';
import { useCommand } from './usePanel';

interface Props {
  series: SeriesInfo;
  number: number;
  /** Undefined before it has masks. */
  counts: MaskCounts | undefined;
  /** Whether only other series have examples. */
  unfamiliar: boolean;
}

/** One series: a checkbox to include it in prediction, and its progress. */
export function SeriesRow({ series, number, counts, unfamiliar }: Props) {
  const run = useCommand();
  const { id, enabled, problem, label, detail, images } = series;
  const cy = `few-shot-series-${number}`;
  return (
    <li data-cy={cy} data-label={label} data-stage={series.stage} data-stored={series.stored}>
      <label className={problem ? 'fss-series-unusable' : undefined}>
        <input
          type="checkbox"
          checked={enabled}
          disabled={problem !== ''}
          data-cy={`${cy}-enabled`}
          onChange={() => run('fewShotSetSeriesEnabled', { series: id, enabled: !enabled })}
        />
        <span className="fss-series-name">
          {series.number && <span className="fss-series-number">S{series.number}</span>}
          {label || 'Series'} {detail && <span className="fss-series-detail">{detail} </span>}
          <span className="fss-muted">{[series.modality, series.unit.unit].filter(Boolean).join(', ')}</span>
          {unfamiliar && enabled && (
            <span
              className="fss-series-warning"
              title="The masks of a series on which nothing is drawn are often worse: check them first, or draw on an image or two"
            >
              △ no examples here
            </span>
          )}
        </span>
      </label>
      <span className="fss-series-state" data-cy={`${cy}-state`}>
        {problem ? problem : seriesState(series, counts) || (images === 1 ? '1 image' : `${images} images`)}
      </span>
    </li>
  );
}

/** The progress of a series, as text; empty before it is predicted. */
function seriesState({ stage, predicted, images, stored }: SeriesInfo, counts?: MaskCounts): string {
  if (stored === 'storing') return 'storing…';
  if (stored === 'stored') return 'stored ✓';
  if (stored === 'empty') return 'all masks empty';
  if (stored === 'failed') return 'not stored';
  switch (stage) {
    case 'waiting':
      return 'waiting';
    case 'predicting':
      return `${predicted} of ${images}`;
    case 'cleaning':
      return 'cleaning up in 3-D';
    case 'done':
      return [
        `${counts?.masks ?? 0} masks`,
        ...(counts?.empty ? [`${counts.empty} empty`] : []),
        ...(counts?.rejected ? [`${counts.rejected} rejected`] : []),
      ].join(', ');
    case 'stopped':
      return predicted > 0 ? `stopped at ${predicted} of ${images}` : 'stopped';
    case 'failed':
      return 'failed';
    default:
      return '';
  }
}
