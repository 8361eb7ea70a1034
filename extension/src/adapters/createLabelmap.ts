import type { Ohif } from '../ohif/Ohif';
import type { DisplaySet } from '../ohif/types';
import { prepareLabelmap, type LabelmapOptions } from './prepareLabelmap';
import { yieldToMain } from './yieldToMain';

/**
 * Creates a labelmap segmentation on a series, as OHIF's `createLabelmapForDisplaySet` does, in short tasks.
 *
 * @returns the id of the labelmap image on each image of the series
 */
export async function createLabelmap(
  ohif: Ohif,
  displaySet: DisplaySet,
  options: LabelmapOptions,
): Promise<Map<string, string>> {
  const { images, add } = await prepareLabelmap(ohif, displaySet, options);
  await yieldToMain();
  add();
  await yieldToMain();
  return images;
}
