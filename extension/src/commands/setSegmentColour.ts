import { setColour } from '../adapters/setColour';
import type { Command } from './Command';

/** Shows a segment in another colour. */
export const setSegmentColour: Command<'fewShotSetSegmentColour'> = async (
  { ohif, store, scanner },
  { segment, colour },
) => {
  const found = store.getState().segments.find(({ index }) => index === segment);
  if (!found) return;
  setColour(ohif, found.name, colour);
  scanner.setColour(segment, colour);
  await scanner.scan();
};
