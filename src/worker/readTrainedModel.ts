import { readModel } from '../storage/modelFile';
import type { TrainedModel } from './protocol';
import { readSummary } from './readSummary';

/**
 * Reads a model file with its summary.
 *
 * @throws Error that says what is wrong with the file
 */
export function readTrainedModel(bytes: ArrayBuffer): TrainedModel {
  return { summary: readSummary(readModel(bytes)), bytes };
}
