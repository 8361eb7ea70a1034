import type { ExampleInfo } from '../state/SessionState';
import { useCommand, useSessionState } from './usePanel';

const KINDS = { drawn: 'drawn', corrected: 'corrected', nothing: 'nothing here' } as const;

/** One example: its picture leads to the image, its tick says whether it is learnt from. */
export function ExampleTile({ example, number }: { example: ExampleInfo; number: number }) {
  const { imageId, seriesNumber, seriesLabel, imageNumber, kind, included } = example;
  const picture = useSessionState((state) => state.thumbnails[imageId]);
  const run = useCommand();
  const cy = `few-shot-example-${number}`;
  const name = `Series ${seriesNumber}${seriesLabel ? ` (${seriesLabel})` : ''}, image ${imageNumber}, ${KINDS[kind]}`;
  return (
    <li
      className={`fss-example${included ? '' : ' fss-example-excluded'}`}
      data-cy={cy}
      data-image-id={imageId}
      data-kind={kind}
    >
      <button
        type="button"
        className="fss-example-picture"
        data-cy={`${cy}-jump`}
        aria-label={`Show ${name}`}
        title={`${name}. Click to show it.`}
        onClick={() => run('fewShotJumpToExample', { imageId })}
      >
        {picture ? <img src={picture} alt="" /> : <span className="fss-example-blank" />}
        {kind !== 'drawn' && <span className="fss-badge">{KINDS[kind]}</span>}
      </button>
      <div className="fss-example-caption">
        <label title={included ? 'Learnt from. Untick to exclude.' : 'Excluded. Tick to include.'}>
          <input
            type="checkbox"
            checked={included}
            data-cy={`${cy}-include`}
            aria-label={`Include ${name}`}
            onChange={() => run('fewShotSetExampleIncluded', { imageId, included: !included })}
          />
          <span>
            S{seriesNumber} · {imageNumber}
          </span>
        </label>
        {kind === 'nothing' && (
          <button
            type="button"
            className="fss-remove"
            data-cy={`${cy}-remove`}
            aria-label={`Take back “nothing here” on image ${imageNumber}`}
            title="Take back “nothing here”"
            onClick={() => run('fewShotMarkNothingHere', { imageId, marked: false })}
          >
            ×
          </button>
        )}
      </div>
    </li>
  );
}
