import { showNeighbour } from '../session/showNeighbour';
import type { Command } from './Command';

/** Shows the next mask in order of need. */
export const showNext: Command<'fewShotShowNext'> = (session) => showNeighbour(session, 'next');
