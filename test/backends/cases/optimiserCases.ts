import type { KernelCase, Values } from '../../support/kernelCases';

export function optimiserCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const shapes of [[[1]], [[3, 3, 5, 7], [7]], [[17], [1], [2, 2, 3, 5], [4]], [[64, 33], [5]]]) {
    const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
    const flat = [sizes.reduce((a, b) => a + b)];
    const all = (values: Values) => shapes.map((shape) => [shape, values] as const);
    const label = shapes.map((shape) => `[${shape.join(', ')}]`).join(' ');
    const adam = { rate: 1e-2, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
    const rmsProp = { rate: 1e-2, decay: 0.99, momentum: 0.9, epsilon: 1e-8, weightDecay: 0.01 };
    cases.push(
      {
        name: `first Adam step of ${label}`,
        kernel: 'Adam',
        inputs: [...all('normal'), ...all('normal'), [flat, 'zeros'], [flat, 'zeros']],
        attributes: { ...adam, step: 1 },
      },
      {
        name: `tenth Adam step of ${label}`,
        kernel: 'Adam',
        inputs: [...all('normal'), ...all('normal'), [flat, 'normal'], [flat, 'small']],
        attributes: { ...adam, step: 10 },
      },
      {
        name: `Adam step of ${label} without gradient`,
        kernel: 'Adam',
        inputs: [...all('normal'), ...all('zeros'), [flat, 'zeros'], [flat, 'zeros']],
        attributes: { ...adam, step: 1 },
      },
      {
        name: `RMSProp step of ${label}`,
        kernel: 'RMSProp',
        inputs: [...all('normal'), ...all('normal'), [flat, 'small'], [flat, 'normal']],
        attributes: rmsProp,
      },
      {
        name: `moving average of ${label}`,
        kernel: 'MovingAverage',
        inputs: [...all('normal'), ...all('normal')],
        attributes: { decay: 0.9 },
      },
    );
  }
  return [...cases, ...muonCases()];
}

/** Matrices of few and of many columns, also with more columns than rows. */
function muonCases(): KernelCase[] {
  const all = [
    [
      [3, 3, 2, 5],
      [3, 3, 5, 7],
      [1, 1],
    ],
    [
      [3, 3, 1, 12],
      [3, 3, 12, 24],
      [3, 3, 12, 50],
      [3, 3, 16, 128],
    ],
    Array.from({ length: 11 }, (_, i) => [2, 2, i + 1, 9]),
  ];
  return all.map((shapes) => {
    const size = shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);
    const each = shapes.map((shape) => [shape, 'normal'] as const);
    return {
      name: `Muon step of ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' ')}`,
      kernel: 'Muon' as const,
      inputs: [...each, ...each, [[size], 'small'] as const],
      attributes: { rate: 0.05, momentum: 0.95, weightDecay: 0.1 },
    };
  });
}
