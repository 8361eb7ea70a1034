import type { Rgb } from '../state/SessionState';
import { useCommand, useSessionState } from './usePanel';

/** The segments of the examples, with name and colour; a click on the colour changes it. */
export function SegmentList() {
  const segments = useSessionState((state) => state.segments);
  const run = useCommand();
  if (segments.length === 0) return null;
  return (
    <ul className="fss-segments" aria-label="Segments" data-cy="few-shot-segments">
      {segments.map(({ index, name, colour }) => (
        <li key={index} data-cy={`few-shot-segment-${index}`}>
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
          {name}
        </li>
      ))}
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
