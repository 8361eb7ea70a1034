import { useSessionState } from './usePanel';

/** The segments of the examples, with colour and name. */
export function SegmentList() {
  const segments = useSessionState((state) => state.segments);
  if (segments.length === 0) return null;
  return (
    <ul className="fss-segments" aria-label="Segments" data-cy="few-shot-segments">
      {segments.map(({ index, name, colour }) => (
        <li key={index} data-cy={`few-shot-segment-${index}`}>
          <span className="fss-swatch" style={{ backgroundColor: `rgb(${colour.join(' ')})` }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
