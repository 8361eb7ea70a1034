import type { Dataset } from '../cases/Dataset';
import type { CaseTraining, TrainedCases } from '../engine/trainOnCases';
import { trainOnCases } from '../engine/trainOnCases';
import type { Progress } from '../report/Progress';
import type { TrainingOptions } from './options';
import { showTraining } from './showTraining';

/** What the options and the dataset do not determine. */
type Training = Pick<CaseTraining, 'cases' | 'toPredict' | 'segments' | 'patientOf' | 'plan' | 'start'>;

/**
 * Trains on cases of a dataset and shows the progress.
 *
 * @throws InputError when there are too few examples
 */
export function trainOnDataset(
  { inMillimetres }: Dataset,
  { seed, slices }: TrainingOptions,
  training: Training,
  progress: Progress,
): Promise<TrainedCases> {
  return trainOnCases({ ...training, seed, inMillimetres, slicesPerVolume: slices }, showTraining(progress));
}
