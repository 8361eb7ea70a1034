import type { KernelCase } from '../../support/kernelCases';

export function channelCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const [first, second] of [
    [1, 1],
    [3, 5],
    [12, 17],
    [16, 48],
    [2, 1],
  ]) {
    const [a, b, both] = [first, second, first + second].map((n) => [2, 5, 7, n]);
    cases.push(
      {
        name: `concatenate ${first} and ${second} channels`,
        kernel: 'Concatenate',
        inputs: { a: [a, 'normal'], b: [b, 'normal'] },
        attributes: {},
      },
      {
        name: `channels ${first}.. of ${first + second}`,
        kernel: 'ChannelSlice',
        inputs: { x: [both, 'normal'] },
        attributes: { begin: first, size: second },
      },
      {
        name: `first ${first} channels of ${first + second}`,
        kernel: 'ChannelSlice',
        inputs: { x: [both, 'normal'] },
        attributes: { begin: 0, size: first },
      },
    );
  }
  for (const x of [
    [1, 1, 1, 1],
    [2, 5, 7, 3],
    [3, 9, 2, 12],
    [1, 4, 4, 17],
    [4, 16, 16, 48],
    [2, 64, 64, 5],
  ]) {
    cases.push({
      name: `channel sums of [${x.join(', ')}]`,
      kernel: 'ChannelSums',
      inputs: { x: [x, 'normal'] },
      attributes: {},
    });
  }
  return cases;
}
