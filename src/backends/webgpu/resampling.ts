import type { TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import { bind } from './bind';
import type { Binding, Dispatcher } from './Dispatcher';
import type { Reading } from './readOnce';
import { readOnce } from './readOnce';
import type { WebGPUKernel } from './WebGPUKernel';

export const selectMaximum2: WebGPUKernel<'SelectMaximum2'> = (dispatcher, { x, values }) => {
  const y = halved(dispatcher, x);
  // WebGPU forbids binding a buffer twice if it is written; reading twice is allowed.
  const bindings = bind({ x, values }, { y });
  runOnMaxima(dispatcher, 'select maxima', bindings, y, 'y[i] = values[at[best]];');
  return y;
};

export const scatterMaximum2: WebGPUKernel<'ScatterMaximum2'> = (dispatcher, { x, dy }) => {
  const dx = dispatcher.output(x.shape);
  const reading = readOnce(dispatcher, dy, 'dy');
  const scatter = `let value = dyAt(i);
  for (var k = 0; k < 4; k++) { dx[at[k]] = select(0.0, value, k == best); }`;
  runOnMaxima(dispatcher, 'scatter maxima', bind({ x, dy: reading.tensor }, { dx }), dy, scatter, reading);
  return dx;
};

/**
 * Runs WGSL for each pixel i of a halved image; `at` are the positions of its 2x2 block in the large image
 * and `best` is which of them has the largest x, the first in reading order if several are equal.
 */
function runOnMaxima(
  dispatcher: Dispatcher,
  name: string,
  bindings: Binding[],
  { shape }: TensorInfo,
  statement: string,
  reading?: Reading,
): void {
  const [, , columns, channels] = shape;
  dispatcher.run({
    name,
    constants: [columns, channels, ...(reading?.constants ?? [])],
    bindings,
    threads: sizeOf(shape),
    declarations: () => reading?.declaration ?? '',
    body: () => `${blockOf(columns, channels)}
  var best = 0;
  for (var k = 1; k < 4; k++) { if (x[at[k]] > x[at[best]]) { best = k; } }
  ${statement}`,
  });
}

export const upsample2: WebGPUKernel<'Upsample2'> = (dispatcher, { x }, { bilinear }) => {
  const [batch, rows, columns, channels] = x.shape;
  const y = dispatcher.output([batch, 2 * rows, 2 * columns, channels]);
  dispatcher.run({
    name: bilinear ? 'upsample bilinearly' : 'upsample',
    constants: [rows, columns, channels],
    bindings: bind({ x }, { y }),
    threads: sizeOf(y.shape),
    body: () => `
  let channel = i % ${channels};
  let c = i / ${channels} % ${2 * columns};
  let r = i / ${channels * 2 * columns} % ${2 * rows};
  let b = i / ${channels * 4 * columns * rows};
  let row = (b * ${rows} + r / 2) * ${columns};
  ${
    bilinear
      ? `// An odd pixel lies behind the small one's centre, an even one before it; edges are repeated.
  let beside = clamp(c / 2 + select(-1, 1, c % 2 == 1), 0, ${columns - 1});
  let other = (b * ${rows} + clamp(r / 2 + select(-1, 1, r % 2 == 1), 0, ${rows - 1})) * ${columns};
  let near = 0.75 * x[(row + c / 2) * ${channels} + channel] + 0.25 * x[(row + beside) * ${channels} + channel];
  let far = 0.75 * x[(other + c / 2) * ${channels} + channel] + 0.25 * x[(other + beside) * ${channels} + channel];
  y[i] = 0.75 * near + 0.25 * far;`
      : `y[i] = x[(row + c / 2) * ${channels} + channel];`
  }`,
  });
  return y;
};

export const upsample2Gradient: WebGPUKernel<'Upsample2Gradient'> = (dispatcher, { dy }, { bilinear }) => {
  const dx = halved(dispatcher, dy);
  const [, rows, columns, channels] = dx.shape;
  const reading = bilinear ? undefined : readOnce(dispatcher, dy, 'dy');
  dispatcher.run({
    name: bilinear ? 'upsample bilinearly, gradient' : 'upsample, gradient',
    constants: [rows, columns, channels, ...(reading?.constants ?? [])],
    bindings: bind({ dy: reading?.tensor ?? dy }, { dx }),
    threads: sizeOf(dx.shape),
    declarations: () => reading?.declaration ?? SHARE,
    body: () =>
      bilinear
        ? `
  let channel = i % ${channels};
  let c = i / ${channels} % ${columns};
  let r = i / ${channels * columns} % ${rows};
  let b = i / ${channels * columns * rows};
  var sum = 0.0;
  for (var dr = -1; dr < 3; dr++) {
    let y = 2 * r + dr;
    if (y < 0 || y >= ${2 * rows}) { continue; }
    for (var dc = -1; dc < 3; dc++) {
      let x = 2 * c + dc;
      if (x < 0 || x >= ${2 * columns}) { continue; }
      let weight = share(dr, r, ${rows}) * share(dc, c, ${columns});
      sum += weight * dy[((b * ${2 * rows} + y) * ${2 * columns} + x) * ${channels} + channel];
    }
  }
  dx[i] = sum;`
        : `${blockOf(columns, channels)}
  dx[i] = dyAt(at[0]) + dyAt(at[1]) + dyAt(at[2]) + dyAt(at[3]);`,
  });
  return dx;
};

/**
 * Weight of small pixel i in large pixel 2 i + distance; at an edge the pixel replaces its missing neighbour.
 */
const SHARE = `fn share(distance: i32, i: i32, size: i32) -> f32 {
  if (distance == -1 || distance == 2) { return 0.25; }
  let edge = select(i == size - 1, i == 0, distance == 0);
  return select(0.75, 1.0, edge);
}`;

/**
 * WGSL: position in the large image of small pixel i's 2x2 block, from the number of small columns and
 * channels.
 */
function blockOf(columns: number, channels: number): string {
  return `  let channel = i % ${channels};
  let column = i / ${channels} % ${columns};
  let row = i / ${channels * columns};
  let origin = (row * 2 * ${2 * columns} + column * 2) * ${channels} + channel;
  let at = array<i32, 4>(origin, origin + ${channels}, origin + ${2 * columns * channels}, origin + ${(2 * columns + 1) * channels});`;
}

function halved(dispatcher: Dispatcher, { shape }: TensorInfo): TensorInfo {
  const [batch, rows, columns, channels] = shape;
  return dispatcher.output([batch, rows / 2, columns / 2, channels]);
}
