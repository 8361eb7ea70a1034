import TestSequencer from '@jest/test-sequencer';

/** The longest test files, by duration: jest sorts files that it has not run yet by size. */
const LONGEST = [
  'backends/webgpuKernels',
  'cli/commands',
  'browser/savedWork',
  'browser/review',
  'browser/webgpu.',
  'cohort/cohort',
  'cli/methods',
  'cli/colour',
  'learning/resume',
  'golden/product',
  'learning/train.',
  'backends/webgpuReplay',
];

/** Starts the longest files first, so that short ones fill both workers until the end. */
export default class SlowFirst extends TestSequencer {
  /** @param {import('@jest/test-sequencer').Test[]} tests */
  async sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((name) => path.includes(`/test/${name}`));
      return place < 0 ? LONGEST.length : place;
    };
    const sorted = await super.sort(tests);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
