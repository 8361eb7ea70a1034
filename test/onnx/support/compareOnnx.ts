/**
 * Compares exported models with our own networks: runs both on one random field and prints the largest
 * difference of the probabilities by case, as JSON. Runs in a child process, as ONNX Runtime does not load
 * within jest.
 *
 *   tsx test/onnx/support/compareOnnx.ts
 */
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-web';
import { exportOnnx } from '../../../cli/onnx/exportOnnx';
import { startBackend } from '../../../src/backends/startBackend';
import { inputChannels, type Channels } from '../../../src/data/Channels';
import type { ModelDescription } from '../../../src/data/ModelDescription';
import { fitNormalisation, INTENSITY_MAPPINGS, normalise } from '../../../src/data/normalisation';
import { seededRandom } from '../../../src/data/random';
import { SEGMENTER_KINDS, type SegmenterKind } from '../../../src/data/SegmenterKind';
import { createSegmenter } from '../../../src/networks/createSegmenter';
import { joinMembers } from '../../../src/networks/members';

/** Largest difference of a probability by case. */
export type Differences = Record<string, number>;

const SIZE = 32;

/** Compares one model; random weights, statistics and modality values. */
async function compare(
  intensities: (typeof INTENSITY_MAPPINGS)[number],
  channels: Channels,
  members: number,
  kind: SegmenterKind = 'unet',
): Promise<number> {
  const random = seededRandom(members);
  const shape = { size: SIZE, width: 8, classes: 3, channels };
  const networks = Array.from({ length: members }, () => createSegmenter(kind, shape, random));
  const all = await Promise.all(
    networks.map(async ({ parameters }) => {
      const weights = await parameters.read();
      for (const [name, { values }] of weights) {
        // Fresh offsets are 0, and fresh statistics 0 and 1, which would hide an error.
        if (/mean|beta|bias/.test(name)) values.forEach((_, i) => (values[i] = random() - 0.5));
        if (/variance|gamma/.test(name)) values.forEach((_, i) => (values[i] = 0.5 + random()));
      }
      parameters.write(weights);
      return weights;
    }),
  );
  const description = {
    segments: [
      { index: 1, name: 'One' },
      { index: 2, name: 'Two' },
    ],
    field: { edgeMm: 100, centres: {}, relativeCentre: { row: 0.5, column: 0.5 } },
    intensities,
    network: { kind, levels: networks[0].shape.levels, members, ...shape },
  } satisfies ModelDescription;

  const pixels = Float32Array.from({ length: SIZE * SIZE * channels }, () => 2000 * random() ** 3 - 200);
  const fitted = fitNormalisation(pixels, intensities, channels);
  const input = tf.tensor4d(normalise(pixels, fitted), [1, SIZE, SIZE, inputChannels({ channels })]);
  const outputs = networks.map((network) => tf.softmax(network.forward(input, 'predict')));
  const ours = (await tf.addN(outputs).div(members).transpose([0, 3, 1, 2]).data()) as Float32Array;

  const file = exportOnnx({ description, weights: joinMembers(all), metadata: null });
  const session = await ort.InferenceSession.create(file);
  const planar = new Float32Array(pixels.length);
  const area = SIZE * SIZE;
  for (let i = 0; i < area; i++)
    for (let c = 0; c < channels; c++) planar[c * area + i] = pixels[channels * i + c];
  const { probabilities } = await session.run({
    image: new ort.Tensor('float32', planar, [1, channels, SIZE, SIZE]),
    centre: new ort.Tensor('float32', [fitted.centre], [1]),
    spread: new ort.Tensor('float32', [fitted.spread], [1]),
    ...(fitted.ranks && { ranks: new ort.Tensor('float32', fitted.ranks, [fitted.ranks.length]) }),
  });
  const theirs = probabilities.data as Float32Array;
  return ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0);
}

async function main(): Promise<void> {
  await startBackend('cpu', '');
  const differences: Differences = {};
  for (const mapping of INTENSITY_MAPPINGS) differences[mapping] = await compare(mapping, 1, 1);
  for (const kind of SEGMENTER_KINDS)
    differences[`two of ${kind} in colour`] = await compare('robust', 3, 2, kind);
  process.stdout.write(`${JSON.stringify(differences)}\n`);
  process.exit();
}

void main();
