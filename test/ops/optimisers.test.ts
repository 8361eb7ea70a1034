import * as tf from '@tensorflow/tfjs';
import { movingAverage } from '../../src/ops/movingAverage';
import { Adam } from '../../src/ops/optimisers/Adam';
import { Muon } from '../../src/ops/optimisers/Muon';
import { RMSProp } from '../../src/ops/optimisers/RMSProp';
import { describeOnBackends } from '../support/backends';
import { input, relativeL2 } from '../support/derivatives';

const SHAPES = [[3, 3, 2, 5], [5], [1], [7, 11]];
const STEPS = 6;

const start = () => SHAPES.map((shape, i) => input(shape, i + 1));
const gradientsOf = (step: number) => SHAPES.map((shape, i) => input(shape, 100 * step + i, 0.1 * step));

function variables(): tf.Variable[] {
  return start().map(({ values, shape }) => tf.variable(tf.tensor(values.slice(), shape)));
}

interface Optimiser {
  step(gradients: readonly tf.Tensor[], rate?: number): void;
}

function take(optimiser: Optimiser, step: number, rate?: number): void {
  const gradients = gradientsOf(step).map(({ values, shape }) => tf.tensor(values.slice(), shape));
  optimiser.step(gradients, rate);
  tf.dispose(gradients);
}

async function valuesOf(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  const values: Float32Array[] = [];
  for (const tensor of tensors) values.push(Float32Array.from(await tensor.data()));
  return values;
}

/** Applies `move` to every scalar with the gradients of all steps, in double precision. */
function byHand(move: (p: number, gradients: number[]) => number): number[][] {
  return start().map(({ values }, i) =>
    Array.from(values, (p, j) => {
      const gradients = Array.from({ length: STEPS }, (_, s) => gradientsOf(s + 1)[i].values[j]);
      return move(p, gradients);
    }),
  );
}

/** X = a X + b X X^T X + c X X^T X X^T X, five times, as Jordan et al. write it. */
function newtonSchulz(matrix: Float64Array, columns: number): Float64Array {
  const norm = Math.sqrt(matrix.reduce((sum, value) => sum + value * value, 1e-14));
  const rows = matrix.length / columns;
  let x = Array.from({ length: rows }, (_, i) => [...matrix.subarray(i * columns, (i + 1) * columns)]);
  x = x.map((row) => row.map((value) => value / norm));
  const times = (a: number[][], b: number[][]) =>
    a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
  for (let i = 0; i < 5; i++) {
    const transposed = x[0].map((_, j) => x.map((row) => row[j]));
    const third = times(times(x, transposed), x);
    const fifth = times(times(x, transposed), third);
    x = x.map((row, r) => row.map((v, c) => 3.4445 * v - 4.775 * third[r][c] + 2.0315 * fifth[r][c]));
  }
  return Float64Array.from(x.flat());
}

describeOnBackends('optimisers', () => {
  const rate = 0.01;

  it.each([
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    { beta1: 0.5, beta2: 0.99, epsilon: 1e-2 },
  ])('Adam as in PyTorch, %j', async ({ beta1, beta2, epsilon }) => {
    const parameters = variables();
    const optimiser = new Adam(parameters, { rate, beta1, beta2, epsilon });
    for (let step = 1; step <= STEPS; step++) take(optimiser, step);
    const expected = byHand((given, gradients) => {
      let [p, m, v] = [given, 0, 0];
      gradients.forEach((g, i) => {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        p -= (rate * (m / (1 - beta1 ** (i + 1)))) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
      });
      return p;
    });
    expect(relativeL2(await valuesOf(parameters), expected)).toBeLessThan(1e-6);
    optimiser.dispose();
    tf.dispose(parameters);
  });

  it.each([
    { decay: 0.99, momentum: 0.9, epsilon: 1e-8, weightDecay: 0.01 },
    { decay: 0.9, momentum: 0, epsilon: 1e-2, weightDecay: 0 },
  ])('RMSProp as in PyTorch, %j', async ({ decay, momentum, epsilon, weightDecay }) => {
    const parameters = variables();
    const optimiser = new RMSProp(parameters, { rate, decay, momentum, epsilon, weightDecay });
    for (let step = 1; step <= STEPS; step++) take(optimiser, step);
    const expected = byHand((given, gradients) => {
      let [p, square, buffer] = [given, 0, 0];
      for (const gradient of gradients) {
        const g = gradient + weightDecay * p;
        square = decay * square + (1 - decay) * g * g;
        buffer = momentum * buffer + g / (Math.sqrt(square) + epsilon);
        p -= rate * buffer;
      }
      return p;
    });
    expect(relativeL2(await valuesOf(parameters), expected)).toBeLessThan(1e-6);
    optimiser.dispose();
    tf.dispose(parameters);
  });

  it('Muon turns momentum into steps of equal singular values, and leaves the rest to Adam', async () => {
    const parameters = variables();
    const before = await valuesOf(parameters);
    const optimiser = new Muon(parameters, { rate });
    take(optimiser, 1);
    const after = await valuesOf(parameters);
    // The kernel [3, 3, 2, 5] is a matrix [18, 5].
    const kept = 1 - 8 * rate * 0.1;
    const step = after[0].map((value, i) => (kept * before[0][i] - value) / (8 * rate));
    const gram = (i: number, j: number) =>
      Array.from({ length: 18 }, (_, k) => step[5 * k + i] * step[5 * k + j]).reduce((x, y) => x + y);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) expect(Math.abs(gram(i, j) - (i === j ? 1 : 0))).toBeLessThan(0.5);
    }
    const gradient = gradientsOf(1)[0].values;
    expect(step.reduce((sum, value, i) => sum + value * gradient[i], 0)).toBeGreaterThan(0);
    const expected = variables().slice(1);
    const reference = new Adam(expected, { rate });
    const gradients = gradientsOf(1)
      .slice(1)
      .map(({ values, shape }) => tf.tensor(values.slice(), shape));
    reference.step(gradients);
    expect(relativeL2(after.slice(1), await valuesOf(expected))).toBeLessThan(1e-6);
    tf.dispose([gradients, expected, parameters]);
    reference.dispose();
    optimiser.dispose();
  });

  it('Muon takes the steps of its plain formulas, for kernels of any shape', async () => {
    const shapes = [
      [3, 3, 2, 5],
      [2, 1, 2, 18],
      [3, 3, 6, 40],
      [3, 3, 1, 1],
    ];
    const kernels = shapes.map((shape, i) =>
      tf.variable(tf.tensor(input(shape, i + 1).values.slice(), shape)),
    );
    const expected = (await valuesOf(kernels)).map((values) => Float64Array.from(values));
    const momenta = expected.map(({ length }) => new Float64Array(length));
    const optimiser = new Muon(kernels, { rate });
    for (let step = 1; step <= 3; step++) {
      // The last kernel has no gradient: it only decays.
      const given = shapes.map((shape, i) => input(shape, 10 * step + i, i < 3 ? 0.1 : 0).values);
      const gradients = given.map((values, i) => tf.tensor(values.slice(), shapes[i]));
      optimiser.step(gradients);
      tf.dispose(gradients);
      expected.forEach((weights, i) => {
        const momentum = momenta[i].map((m, j) => 0.95 * m + 0.05 * given[i][j]);
        momenta[i] = momentum;
        const ahead = momentum.map((m, j) => 0.95 * m + 0.05 * given[i][j]);
        const columns = shapes[i][3];
        const scale = Math.sqrt(Math.max(1, (columns * columns) / ahead.length));
        const direction = newtonSchulz(ahead, columns);
        weights.forEach((w, j) => (weights[j] = w * (1 - 0.8 * rate) - 8 * rate * scale * direction[j]));
      });
    }
    const lists = expected.map((values) => [...values]);
    expect(relativeL2(await valuesOf(kernels), lists)).toBeLessThan(1e-5);
    optimiser.dispose();
    tf.dispose(kernels);
  });

  const makers = [
    ['Muon', (parameters: tf.Variable[]) => new Muon(parameters, { rate })],
    ['Adam', (parameters: tf.Variable[]) => new Adam(parameters, { rate })],
    ['RMSProp', (parameters: tf.Variable[]) => new RMSProp(parameters, { rate, momentum: 0.9 })],
  ] as const;

  it.each(makers)('%s goes on from a stored state as if nothing had happened', async (_, make) => {
    const parameters = variables();
    const optimiser = make(parameters);
    for (let step = 1; step <= 3; step++) take(optimiser, step);
    const state = await optimiser.read();
    expect(state.step).toBe(3);
    const held = await valuesOf(parameters);
    const others = held.map((values, i) => tf.variable(tf.tensor(values.slice(), SHAPES[i])));
    const resumed = make(others);
    resumed.write(state);
    const before = state.moments.map((values) => values.slice());
    for (let step = 4; step <= STEPS; step++) {
      take(optimiser, step);
      take(resumed, step);
    }
    const after = await valuesOf(parameters);
    expect(await valuesOf(others)).toEqual(after);
    // Reading before a step must not affect reading after it: WebGPU keeps a copy of values that were read.
    after.forEach((values, i) => expect(values).not.toEqual(held[i]));
    expect((await optimiser.read()).moments).not.toEqual(before);
    expect(state.moments).toEqual(before);
    optimiser.dispose();
    resumed.dispose();
    tf.dispose([parameters, others]);
  });

  it.each(makers)('%s takes the rate of the step', async (_, make) => {
    const parameters = variables();
    const optimiser = make(parameters);
    take(optimiser, 1, 0);
    expect(await valuesOf(parameters)).toEqual(start().map(({ values }) => values));
    optimiser.dispose();
    tf.dispose(parameters);
  });

  it.each(makers)('%s frees what it holds and names what does not fit', async (name, make) => {
    const tensors = tf.memory().numTensors;
    const parameters = variables();
    const optimiser = make(parameters);
    expect(() => optimiser.step([])).toThrow(
      new RegExp(`${name}: 4 parameters need as many gradients, got 0`),
    );
    const wrong = SHAPES.map((shape) => tf.zeros(shape.slice().reverse()));
    expect(() => optimiser.step(wrong)).toThrow(/is \[3, 3, 2, 5\] but its gradient \[5, 2, 3, 3\]/);
    const state = {
      step: 1,
      moments: [new Float32Array(3), new Float32Array(3)] as [Float32Array, Float32Array],
    };
    expect(() => optimiser.write(state)).toThrow(/must hold 173 values twice, it holds 3 and 3/);
    take(optimiser, 1);
    optimiser.write(await optimiser.read());
    optimiser.dispose();
    tf.dispose([parameters, wrong]);
    // The constants from which the variables were created.
    expect(tf.memory().numTensors).toBe(tensors + SHAPES.length);
  });

  it('a moving average moves by its formula and changes nothing else', async () => {
    const [averages, sources] = [variables(), variables()];
    for (const source of sources) source.assign(tf.tidy(() => source.square().add(1)));
    const before = await valuesOf(sources);
    await valuesOf(averages);
    movingAverage(averages, sources, { decay: 0.75 });
    const expected = start().map(({ values }) => Array.from(values, (v) => v + 0.25 * (v * v + 1 - v)));
    expect(relativeL2(await valuesOf(averages), expected)).toBeLessThan(1e-6);
    expect(await valuesOf(sources)).toEqual(before);
    expect(() => movingAverage(averages, [], { decay: 0.5 })).toThrow(
      /movingAverage: .*\[3, 3, 2, 5\], its source/,
    );
    tf.dispose([averages, sources]);
  });
});
