import { convolutionSizes } from '../../src/backends/kernels/convolutionSizes';
import { gatherBackward, gatherForward } from '../../src/backends/wasm/gathering';
import { usesWinograd } from '../../src/backends/wasm/usesWinograd';

type Four = [number, number, number, number];

function chosen(x: Four, outputs: number, { kernel = 3, stride = 1 as 1 | 2, dilation = 1 } = {}): boolean[] {
  const padding: Four = [1, 1, 1, 1];
  const geometry = { stride, dilation, padding };
  const sizes = convolutionSizes(x, [kernel, kernel, x[3], outputs], geometry);
  const backward = gatherBackward(0, sizes, geometry, [0, 0]);
  return [usesWinograd(gatherForward(0, sizes, geometry), outputs), usesWinograd(backward, x[3])];
}

describe("Winograd's method", () => {
  it.each([
    [[8, 64, 64, 16], 16],
    [[1, 64, 64, 32], 16],
    [[8, 96, 96, 12], 12],
    [[4, 4, 4, 128], 128],
    [[1, 8, 8, 128], 64],
  ] as [Four, number][])('computes the layer %j to %d of a segmenter', (x, outputs) => {
    expect(chosen(x, outputs)).toEqual([true, true]);
  });

  it.each([
    ['one input channel', [8, 64, 64, 1], 16, {}],
    ['channels that fill no vectors', [8, 64, 64, 18], 16, {}],
    ['few channels', [8, 64, 64, 8], 8, {}],
    ['few pixels', [1, 4, 4, 128], 128, {}],
    ['tiles that are mostly empty', [8, 5, 5, 64], 64, {}],
    ['another kernel', [8, 64, 64, 16], 16, { kernel: 4 }],
    ['a stride', [8, 64, 64, 16], 16, { stride: 2 as const }],
    ['a dilation', [8, 64, 64, 16], 16, { dilation: 2 }],
  ] as [string, Four, number, object][])('is not used for %s', (_name, x, outputs, geometry) => {
    expect(chosen(x, outputs, geometry)).toEqual([false, false]);
  });
});
