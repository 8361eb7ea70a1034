import { useMemo } from 'react';
import { measureSegments } from '../session/measureSegments';
import { useSessionState } from './usePanel';

/** Volume of each segment in the series of the shown image, and its area on that image. */
export function SegmentMeasures() {
  const review = useSessionState((state) => state.review);
  const series = useSessionState((state) => state.series);
  const segments = useSessionState((state) => state.segments);
  const shown = useSessionState((state) => state.shownImage);
  const measures = useMemo(
    () => measureSegments({ review, series, segments }, shown),
    [review, series, segments, shown],
  );
  if (measures.length === 0) return null;
  return (
    <dl
      className="fss-facts"
      data-cy="few-shot-measures"
      title="From all masks that the results show in this series, checked or not; rejected ones are left out"
    >
      {measures.map(({ segment: { index, name, colour }, millilitres, area }) => (
        <div key={index}>
          <dt>
            <span className="fss-swatch" style={{ backgroundColor: `rgb(${colour.join(' ')})` }} /> {name}
          </dt>
          <dd>
            {millilitres !== undefined && `${short(millilitres)} ml · `}
            {short(area / 100)} cm² here
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A number with three significant digits, but without decimals from 100 on. */
function short(value: number): string {
  return value >= 100 ? Math.round(value).toString() : Number(value.toPrecision(3)).toString();
}
