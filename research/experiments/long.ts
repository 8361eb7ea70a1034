import { CONFIRMATION } from './confirmation';
import type { Task } from './tasks';
import { TASKS } from './tasks';

/** Segmenter steps of a long training: about ten minutes of two cores. */
const STEPS = 3000;

/** The tasks across patients, with trainings that are as long as a reader would wait. */
export const LONG: readonly Task[] = [...TASKS, ...CONFIRMATION]
  .filter(({ kind }) => kind !== 'series')
  .map((task) => ({
    ...task,
    name: `${task.name}-long`,
    title: `${task.title}; ${STEPS.toLocaleString('en')} steps`,
    steps: STEPS,
  }));
