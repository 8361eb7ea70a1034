import type { KernelCase } from '../../support/kernelCases';

export function rectificationCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const shape of [[1], [7], [2, 3, 5, 3], [2, 9, 8, 16], [65, 33]]) {
    for (const slope of [0, 0.2, 1]) {
      const label = `[${shape.join(', ')}], slope ${slope}`;
      cases.push(
        {
          name: `rectify ${label}`,
          kernel: 'Rectify',
          inputs: { x: [shape, 'normal'] },
          attributes: { slope },
        },
        {
          name: `rectify gradient ${label}`,
          kernel: 'RectifyGradient',
          inputs: { x: [shape, 'ties'], dy: [shape, 'normal'] },
          attributes: { slope },
        },
      );
    }
  }
  return cases;
}
