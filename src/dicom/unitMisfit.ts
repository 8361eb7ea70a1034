import { SUV, type ImageUnit } from './imageUnit';

/**
 * Why a model may not fit PET in this unit, as a sentence; empty if nothing speaks against it.
 *
 * @param learnt units of the images that the model has learnt, see `ImageUnit`
 */
export function unitMisfit(learnt: readonly string[], { unit, reason }: ImageUnit): string {
  const isPet = unit === SUV || reason !== undefined;
  const ofPet = learnt.filter((one) => one !== '' && one !== 'HU');
  if (!isPet || ofPet.length === 0 || ofPet.includes(unit)) return '';
  const why = reason === undefined ? '' : `, as ${reason}`;
  return `It learnt PET in ${ofPet.join(' and ')}; here PET is in ${unit}${why}.`;
}
