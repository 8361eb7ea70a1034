import TestSequencer from '@jest/test-sequencer';

/** Starts the slow files first, so that short ones fill both workers until the end. */
export default class SlowFirst extends TestSequencer {
  /** @param {import('@jest/test-sequencer').Test[]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isSlow = ({ context }) => context.config.displayName?.name === 'slow';
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
}
