import { useMemo } from 'react';
import { findOpenEnds } from '../session/findOpenEnds';
import { mostHelpful } from '../session/mostHelpful';
import { CommandButton } from './CommandButton';
import { useSessionState } from './usePanel';

/**
 * Says where one more mask would help most: where a structure may go on beyond the drawn images, otherwise
 * in the middle of the images that need the reader.
 */
export function OpenEnds() {
  const review = useSessionState((state) => state.review);
  const series = useSessionState((state) => state.series);
  const running = useSessionState((state) => state.prediction.running);
  const hints = useMemo(() => {
    const done = new Set(
      series.filter(({ enabled, stage }) => enabled && stage === 'done').map(({ id }) => id),
    );
    const items = review.filter((item) => done.has(item.series));
    const ends = findOpenEnds(items);
    const settled = new Set(ends.map(({ ask }) => ask.series));
    return { ends, doubts: mostHelpful(items.filter((item) => !settled.has(item.series))) };
  }, [review, series]);
  if (running || hints.ends.length + hints.doubts.length === 0) return null;
  return (
    <ul className="fss-notes" data-cy="few-shot-open-ends">
      {hints.ends.map(({ from, ask }) => (
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
      {hints.doubts.map(({ key, imageNumber, seriesNumber }) => (
        <li key={key}>
          In series {seriesNumber}, a mask on image {imageNumber} would help the other images most.{' '}
          <CommandButton className="fss-link" name="doubt-show" call={['fewShotShowImage', { key }]}>
            Show image {imageNumber}
          </CommandButton>
        </li>
      ))}
    </ul>
  );
}
