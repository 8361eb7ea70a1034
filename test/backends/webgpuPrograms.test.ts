import { countPrograms } from '../../research/bench/core/countPrograms';
import { describeOnWebGPU } from '../support/webgpuInNode';

// Dawn's null device compiles and records everything and computes nothing.
describeOnWebGPU(
  'programs',
  () => {
    it('are compiled ahead: neither the first training nor a second one compiles any', async () => {
      const { ahead, first, second } = await countPrograms({
        size: 32,
        width: 4,
        generatorWidth: 4,
        batch: 2,
      });
      expect(ahead).toBeGreaterThan(100);
      expect({ first, second }).toEqual({ first: 0, second: 0 });
    });
  },
  ['backend=null'],
);
