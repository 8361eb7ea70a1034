import { useState } from 'react';
import type { Rgb } from '../state/SessionState';
import { SegmentNameForm } from './SegmentNameForm';
import { describeCode } from './describeCode';
import { useCommand, useSessionState } from './usePanel';

/** The segments of the examples, with colour and name; a click on either changes it. */
export function SegmentList() {
  const segments = useSessionState((state) => state.segments);
  const busy = useSessionState((state) => state.training.phase !== 'idle' || state.prediction.running);
  const [editing, setEditing] = useState<number>();
  const run = useCommand();
  if (segments.length === 0) return null;
  return (
    <ul className="fss-segments" aria-label="Segments" data-cy="few-shot-segments">
      {segments.map((segment) => {
        const { index, name, colour } = segment;
        return (
          <li
            key={index}
            data-cy={`few-shot-segment-${index}`}
            className={editing === index ? 'fss-grow' : undefined}
          >
            <input
              type="color"
              value={toHex(colour)}
              aria-label={`Colour of ${name}`}
              title="Change the colour"
              data-cy={`few-shot-segment-${index}-colour`}
              onChange={({ target }) =>
                run('fewShotSetSegmentColour', { segment: index, colour: fromHex(target.value) })
              }
            />
            {editing === index ? (
              <SegmentNameForm segment={segment} onDone={() => setEditing(undefined)} />
            ) : (
              <button
                type="button"
                className="fss-segment-name"
                disabled={busy}
                aria-label={`Rename ${name}`}
                title={`${describeCode(segment)} Click to rename.`}
                data-cy={`few-shot-segment-${index}-rename`}
                onClick={() => setEditing(index)}
              >
                {name} <span aria-hidden="true">✎</span>
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function toHex(colour: Rgb): string {
  return `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

function fromHex(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
