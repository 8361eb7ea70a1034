import { unitMisfit } from '../../../src/dicom/unitMisfit';
import { seriesName } from '../adapters/listSeries';
import type { SessionState } from '../state/SessionState';

/** A sentence for each PET series that is not in SUV, or not in the unit that the model has learnt, by id. */
export function petUnits({
  series,
  model,
}: Pick<SessionState, 'series' | 'model'>): { id: string; text: string }[] {
  const learnt = model?.summary.trainedOn.units ?? [];
  return series
    .filter(({ problem }) => problem === '')
    .flatMap((entry) => {
      const { id, unit } = entry;
      const misfit = unitMisfit(learnt, unit);
      if (!misfit && unit.reason === undefined) return [];
      const name = seriesName(entry);
      const text = misfit
        ? `The model may not fit ${name}. ${misfit}`
        : `The PET of ${name} is in ${unit.unit} and not in SUV, as ${unit.reason}. A constant factor would change no mask.`;
      return [{ id, text }];
    });
}
