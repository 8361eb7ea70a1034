import { showNeighbour } from '../session/showNeighbour';
import type { Command } from './Command';

/** Shows the previous mask in order of need. */
export const showPrevious: Command<'fewShotShowPrevious'> = (session) => showNeighbour(session, 'previous');
