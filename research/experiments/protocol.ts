import { CONFIRMATION } from './confirmation';
import type { Task } from './tasks';
import { TASKS } from './tasks';

/** Few steps of few pairs: trainings without augmentation do not get better by more. */
const STEPS = 400;
const BATCH = 4;
const NAMES = ['jsrt', 'kvasir', 'ulcer', 'lv', 'hippocampus'];

/** The methods that the protocol compares, and what augmentation alone does in the same steps. */
export const PROTOCOL_METHODS = ['none', 'genseg-separate', 'genseg', 'generated', 'augment'] as const;

/**
 * GenSeg's own protocol (Zhang et al. 2025): real pairs without augmentation, alone and with as many
 * generated pairs.
 */
export const PROTOCOL: readonly Task[] = [...TASKS, ...CONFIRMATION]
  .filter(({ name }) => NAMES.includes(name))
  .map((task) => ({
    ...task,
    name: `${task.name}-protocol`,
    title: `${task.title}; ${STEPS} steps of ${BATCH} real pairs`,
    data: [...task.data, '--batch', String(BATCH)],
    steps: STEPS,
    sameSteps: true,
  }));
