import { useMemo } from 'react';
import { findOpenEnds } from '../session/findOpenEnds';
import { CommandButton } from './CommandButton';
import { useSessionState } from './usePanel';

/** Says where a structure may go on beyond the drawn images, and which image would settle it. */
export function OpenEnds() {
  const review = useSessionState((state) => state.review);
  const series = useSessionState((state) => state.series);
  const running = useSessionState((state) => state.prediction.running);
  const hints = useMemo(() => {
    const done = new Set(
      series.filter(({ enabled, stage }) => enabled && stage === 'done').map(({ id }) => id),
    );
    return findOpenEnds(review.filter((item) => done.has(item.series)));
  }, [review, series]);
  if (running || hints.length === 0) return null;
  return (
    <ul className="fss-notes" data-cy="few-shot-open-ends">
      {hints.map(({ from, ask }) => (
        <li key={ask.key}>
          The structure may go on beyond image {from.imageNumber} of series {from.seriesNumber}. A mask on
          image {ask.imageNumber} would settle it.{' '}
          <CommandButton
            className="fss-link"
            name="open-end-show"
            call={['fewShotShowImage', { key: ask.key }]}
          >
            Show image {ask.imageNumber}
          </CommandButton>
        </li>
      ))}
    </ul>
  );
}
