import { renamedSegment } from '../../../src/data/renamedSegment';
import { SessionError } from '../state/SessionError';
import type { Command } from './Command';

/** Gives a segment another name, and the codes that belong to it. */
export const renameSegment: Command<'fewShotRenameSegment'> = async (
  { review, scanner },
  { segment: index, name },
) => {
  // Strokes and names that the reader has just changed in the viewer come first.
  await scanner.scan();
  const segment = review.state.segments.find((entry) => entry.index === index);
  const label = name.trim();
  if (!segment || !label) return;
  const renamed = renamedSegment(segment, label);
  if (scanner.names.inUse) {
    throw new SessionError('Segments can be renamed when the training or prediction has ended.');
  }
  if (scanner.names.isTaken(renamed)) {
    throw new SessionError(`There is a segment “${label}” already. Choose another name.`);
  }
  scanner.names.rename(renamed);
  await scanner.scan();
};
