import { memo } from 'react';
import type { ExampleInfo } from '../state/SessionState';
import { CommandButton } from './CommandButton';
import { useCommand, useSessionState } from './usePanel';

const KINDS = {
  drawn: 'drawn',
  corrected: 'corrected',
  accepted: 'accepted',
  nothing: 'nothing here',
} as const;

/**
 * One example: a click on its picture shows the image in the viewer; its checkbox includes it in training.
 */
export const ExampleTile = memo(function ExampleTile({
  example,
  number,
}: {
  example: ExampleInfo;
  number: number;
}) {
  const { key, seriesNumber, seriesLabel, imageNumber, kind, included } = example;
  const picture = useSessionState((state) => state.thumbnails[key]);
  const run = useCommand();
  const cy = `few-shot-example-${number}`;
  const name = `Series ${seriesNumber}${seriesLabel ? ` (${seriesLabel})` : ''}, image ${imageNumber}, ${KINDS[kind]}`;
  return (
    <li
      className={`fss-example${included ? '' : ' fss-example-excluded'}`}
      data-cy={cy}
      data-image-key={key}
      data-kind={kind}
    >
      <CommandButton
        className="fss-example-picture"
        name={`example-${number}-jump`}
        aria-label={`Show ${name}`}
        title={`${name}. Click to show it.`}
        call={['fewShotJumpToExample', { key }]}
      >
        {picture ? <img src={picture} alt="" /> : <span className="fss-example-blank" />}
        {kind !== 'drawn' && <span className="fss-badge">{KINDS[kind]}</span>}
      </CommandButton>
      <div className="fss-example-caption">
        <label
          title={
            included ? 'Used for training. Untick to exclude.' : 'Not used for training. Tick to include.'
          }
        >
          <input
            type="checkbox"
            checked={included}
            data-cy={`${cy}-include`}
            aria-label={`Include ${name}`}
            onChange={() => run('fewShotSetExampleIncluded', { key, included: !included })}
          />
          <span>
            S{seriesNumber} · {imageNumber}
          </span>
        </label>
        {kind === 'nothing' && (
          <CommandButton
            className="fss-remove"
            name={`example-${number}-remove`}
            aria-label={`Remove the “nothing here” mark from image ${imageNumber}`}
            title="Remove the “nothing here” mark"
            call={['fewShotMarkNothingHere', { key, marked: false }]}
          >
            ×
          </CommandButton>
        )}
      </div>
    </li>
  );
});
