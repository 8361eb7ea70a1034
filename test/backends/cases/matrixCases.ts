import type { KernelCase } from '../../support/kernelCases';

/** count, rows, inner, columns */
const SIZES = [
  [1, 1, 1, 1],
  [1, 9, 7, 3],
  [2, 16, 16, 16],
  [3, 25, 30, 13],
  [1, 128, 75, 64],
  [2, 5, 144, 4],
] as const;

export function matrixCases(): KernelCase[] {
  return SIZES.flatMap(([count, rows, inner, columns]) =>
    [false, true].map((transposed) => ({
      name: `${count} products of ${rows} x ${inner}${transposed ? ', transposed,' : ''} and ${inner} x ${columns}`,
      kernel: 'MatrixProducts' as const,
      inputs: {
        a: [transposed ? [count, inner, rows] : [count, rows, inner], 'normal'] as const,
        b: [[count, inner, columns], 'normal'] as const,
      },
      attributes: { transposed },
    })),
  );
}
