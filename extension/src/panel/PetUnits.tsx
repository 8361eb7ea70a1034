import { useMemo } from 'react';
import { petUnits } from '../session/petUnits';
import { useSessionState } from './usePanel';

/** Names PET series that are not in SUV, with the reason, or not in the unit that the model has learnt. */
export function PetUnits() {
  const series = useSessionState((state) => state.series);
  const model = useSessionState((state) => state.model);
  const remarks = useMemo(() => petUnits({ series, model }), [series, model]);
  if (remarks.length === 0) return null;
  return (
    <ul className="fss-hint" data-cy="few-shot-pet-units" aria-label="Units of PET series">
      {remarks.map(({ id, text }) => (
        <li key={id}>{text}</li>
      ))}
    </ul>
  );
}
