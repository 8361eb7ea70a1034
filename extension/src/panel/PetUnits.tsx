import { useMemo } from 'react';
import { petUnits } from '../session/petUnits';
import { SeriesRemarks } from './SeriesRemarks';
import { useSessionState } from './usePanel';

/** Names PET series that are not in SUV, with the reason, or not in the unit that the model has learnt. */
export function PetUnits() {
  const series = useSessionState((state) => state.series);
  const model = useSessionState((state) => state.model);
  const remarks = useMemo(() => petUnits({ series, model }), [series, model]);
  return <SeriesRemarks name="pet-units" label="Units of PET series" remarks={remarks} />;
}
