import type { TrainedOn } from './protocol';

/** The kinds of images of two trainings, of which the second goes on from the first. */
export function joinTrainedOn(earlier: TrainedOn, later: Partial<TrainedOn> = {}): TrainedOn {
  const union = (list: keyof TrainedOn) => [...new Set([...earlier[list], ...(later[list] ?? [])])];
  return { modalities: union('modalities'), bodyParts: union('bodyParts'), units: union('units') };
}
