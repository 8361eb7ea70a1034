import type { KernelCase } from '../../support/kernelCases';
import { shapes } from './shapes';

export function resamplingCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const large of shapes('1x2x2x1 2x6x4x3 1x10x14x5 3x8x8x12 1x2x6x17 2x4x4x48')) {
    const [batch, rows, columns, channels] = large;
    const small = [batch, rows / 2, columns / 2, channels];
    const label = `[${large.join(', ')}]`;
    for (const x of ['normal', 'ties'] as const) {
      cases.push(
        {
          name: `select maximum of ${x} ${label}`,
          kernel: 'SelectMaximum2',
          inputs: { x: [large, x], values: [large, 'normal'] },
          attributes: {},
        },
        {
          name: `scatter to maximum of ${x} ${label}`,
          kernel: 'ScatterMaximum2',
          inputs: { x: [large, x], dy: [small, 'normal'] },
          attributes: {},
        },
      );
    }
    for (const bilinear of [false, true]) {
      const kind = bilinear ? 'bilinear' : 'nearest';
      cases.push(
        {
          name: `upsample ${kind} to ${label}`,
          kernel: 'Upsample2',
          inputs: { x: [small, 'normal'] },
          attributes: { bilinear },
        },
        {
          name: `upsample ${kind} gradient from ${label}`,
          kernel: 'Upsample2Gradient',
          inputs: { dy: [large, 'normal'] },
          attributes: { bilinear },
        },
      );
    }
  }
  // With odd sizes of the small image.
  for (const bilinear of [false, true]) {
    cases.push(
      {
        name: `upsample ${bilinear ? 'bilinear' : 'nearest'} from [2, 5, 3, 3]`,
        kernel: 'Upsample2',
        inputs: { x: [[2, 5, 3, 3], 'normal'] },
        attributes: { bilinear },
      },
      {
        name: `upsample ${bilinear ? 'bilinear' : 'nearest'} gradient from [2, 10, 6, 3]`,
        kernel: 'Upsample2Gradient',
        inputs: { dy: [[2, 10, 6, 3], 'normal'] },
        attributes: { bilinear },
      },
    );
  }
  return cases;
}
