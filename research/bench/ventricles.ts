/**
 * Measures accuracy and time of the main job without a viewer, for several seeds, on the demo study in Node
 * (WASM with one thread, or WebGPU through Dawn):
 *
 * npm run bench:ventricles -- [--preset balanced] [--seeds 0,1,2] [--no-generator] [--all-axial]
 * [--no-cross-sections] [--steps N] [--backend wasm|webgpu]
 *
 * Trains on the example SEG's four axial images and prints one JSON line per seed: mean Dice over the
 * images that show the ventricles (on the axial series without the four), seconds by stage, milliseconds
 * per image, peak memory of the process; at the end the number of leftover tensors.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { provideWebGPU } from '../../cli/engine/provideWebGPU';
import { brainSeries } from '../../demo/study/brainSeries';
import { exampleInstanceNumbers } from '../../demo/study/ventriclesSegmentation';
import { spacingOfStack } from '../../src/propagation/spacingOfStack';
import { crossSections } from '../../src/propagation/crossSections';
import type { Example } from '../../src/data/Image';
import { demoSeries } from '../demoSeries';
import { sampleSeries } from '../../src/data/sampleSeries';
import { EngineService } from '../../src/worker/EngineService';
import type { Preset } from '../../src/worker/protocol';
import { round } from '../../test/browser/figures';
import { meanDiceOn } from '../../test/browser/measures';
import type { ReferenceVentricles } from '../../test/reference/ventricles';
import { loadReferenceVentricles } from '../../test/reference/ventricles';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { runMain } from './runMain';

interface SeriesData {
  description: string;
  /** The images in spatial order, each with its reference mask. */
  examples: Example[];
  sample: Float32Array;
}

function readSeries(reference: ReferenceVentricles, index: number): SeriesData {
  const examples = demoSeries(reference, index);
  const sample = Float32Array.from(
    examples.flatMap(({ image }) => [...image.pixels.filter((_, i) => i % 29 === 0)]),
  );
  return { description: brainSeries[index].description, examples, sample };
}

/** Predicts masks of the images that are not drawn, by image id. */
async function predictAll(
  engine: EngineService,
  modelId: string,
  {
    examples,
    drawn,
    values,
  }: { examples: readonly Example[]; drawn: readonly number[]; values: Float32Array },
): Promise<Map<string, Uint8Array>> {
  const images = examples.map(({ image }) => image);
  const isDrawn = (i: number) => drawn.includes(i + 1);
  const handle = await engine.openSeries({
    modelId,
    sample: { ...(await sampleSeries(images, (i) => images[i])), values },
    drawn: examples.filter((_, i) => isDrawn(i)).map(({ image, labelmap }) => ({ ...image, labelmap })),
  });
  await engine.predict(
    handle,
    images.filter((_, i) => !isDrawn(i)),
  );
  const masks = await engine.finish(handle);
  await engine.closeSeries(handle);
  return new Map(masks.map(({ id, labelmap }) => [id, labelmap]));
}

interface RunOptions {
  seed: number;
  generator: boolean;
  /** Whether the other series train on what the drawn images tell about them. */
  sections: boolean;
  /** Whether all axial images are drawn, as if the reader had accepted them. */
  allAxial: boolean;
  /** Number of steps; 0 for the preset's time. */
  steps: number;
}

/** Images of another series with what the drawn ones tell about them, as the viewer carries masks over. */
function carriedOver(from: SeriesData, drawn: readonly Example[], to: SeriesData): Example[] {
  const thickness = spacingOfStack(from.examples.flatMap(({ image }) => image.geometry ?? []));
  const slices = drawn.flatMap(({ image: { rows, columns, geometry }, labelmap }) =>
    geometry ? [{ rows, columns, geometry, labelmap, thickness }] : [],
  );
  const grids = to.examples.flatMap(({ image: { rows, columns, geometry } }) =>
    geometry ? [{ rows, columns, geometry }] : [],
  );
  return Array.from(crossSections(grids, slices), ({ index, labelmap, known }) => ({
    image: to.examples[index].image,
    labelmap,
    known,
  }));
}

async function run(
  engine: EngineService,
  reference: ReferenceVentricles,
  preset: Preset,
  { seed, generator, sections, allAxial, steps }: RunOptions,
) {
  const all = brainSeries.map((_, index) => readSeries(reference, index));
  const [axial, ...others] = all;
  const numbers = allAxial ? axial.examples.map((_, i) => i + 1) : exampleInstanceNumbers;
  const drawn = numbers.map((number) => axial.examples[number - 1]);
  const carried = sections ? others.flatMap((series) => carriedOver(axial, drawn, series)) : [];
  const used = carried.length > 0 ? all : [axial];
  const model = await engine.train(
    {
      examples: [...drawn, ...carried],
      intensities: used.map(({ examples, sample }) => ({ seriesId: examples[0].image.seriesId, sample })),
      segments: [{ index: 1, name: 'Lateral ventricles' }],
      preset,
      seed,
      overrides: { ...(steps && { segmenterSteps: steps }), ...(!generator && { generatorSteps: 0 }) },
    },
    { onProgress: () => undefined, onCheckpoint: () => undefined },
  );
  const dice: Record<string, number> = {};
  const start = performance.now();
  for (const { description, examples, sample } of all) {
    const drawn = description === axial.description ? numbers : [];
    const masks = await predictAll(engine, model.summary.id, { examples, drawn, values: sample });
    const planes = reference.series(description);
    const slices = planes.map(({ rows, columns, position }, i) => ({
      sopInstanceUID: '',
      position: [...position] as [number, number, number],
      rows,
      columns,
      values: masks.get(examples[i].image.id) ?? new Uint8Array(rows * columns),
    }));
    dice[description] = meanDiceOn(planes, slices, drawn).mean;
  }
  const images = all.reduce((sum, { examples }) => sum + examples.length, 0);
  const msPerImage = round((performance.now() - start) / images, 1);
  const { seconds, validationDice, size } = model.summary;
  const stages = Object.fromEntries(Object.entries(seconds).map(([stage, s]) => [stage, round(s, 1)]));
  const result = {
    preset,
    seed,
    generator,
    sections: carried.length,
    size,
    dice,
    validationDice: round(validationDice),
  };
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ ...result, seconds: stages, msPerImage, peakMB })}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      preset: { type: 'string', default: 'balanced' },
      seeds: { type: 'string', default: '0,1,2' },
      'no-generator': { type: 'boolean', default: false },
      'all-axial': { type: 'boolean', default: false },
      'no-cross-sections': { type: 'boolean', default: false },
      steps: { type: 'string', default: '0' },
      backend: { type: 'string', default: 'wasm' },
    },
  });
  if (values.backend !== 'wasm' && values.backend !== 'webgpu') {
    throw new Error(`--backend is wasm or webgpu, not "${values.backend}".`);
  }
  const reference = await loadReferenceVentricles();
  const engine = new EngineService();
  const assetsUrl = `${path.join(repositoryRoot, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`;
  if (values.backend === 'webgpu') await provideWebGPU();
  const backend = await engine.start({ backend: values.backend, assetsUrl });
  process.stdout.write(`${backend.label}\n`);
  for (const seed of values.seeds.split(',').map(Number)) {
    const options = {
      seed,
      generator: !values['no-generator'],
      sections: values['all-axial'] && !values['no-cross-sections'],
      allAxial: values['all-axial'],
      steps: Number(values.steps),
    };
    await run(engine, reference, values.preset as Preset, options);
  }
  process.stdout.write(`Left over: ${JSON.stringify(await engine.dispose())}\n`);
}

runMain(main);
