import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { INITIAL_FILE } from '../../cli/engine/readInitialNetwork';
import type { Image } from '../../src/data/Image';
import { meanDice } from '../../src/learning/dice';
import { INITIAL, MIN_EXAMPLES, MIN_SERIES } from '../../src/learning/initialise';
import { INGREDIENT_NAMES } from '../../src/learning/recipe';
import { readModel, writeModel } from '../../src/storage/modelFile';
import { EngineError } from '../../src/worker/EngineError';
import { EngineService } from '../../src/worker/EngineService';
import { PREVIEW_MODEL } from '../../src/worker/previewModel';
import { renameSegments } from '../../src/worker/renameSegments';
import { VERSION } from '../../src/data/version';
import type { ModelSummary, TrainedModel, TrainRequest } from '../../src/worker/protocol';
import { WASM_ASSETS } from '../support/backends';
import { phantomExample } from '../support/phantom';
import { phantomRequest } from '../support/phantomRequest';

jest.setTimeout(120_000);

const SMALL = { size: 32, width: 4, generatorSteps: 2, segmenterSteps: 4 };
const request = (changes: Partial<TrainRequest> = {}) =>
  phantomRequest([-6, 0, 6], { overrides: SMALL, ...changes });
const sampleOf = (image: Image) => ({ count: 1, values: image.pixels, images: [image] });
const quiet = { onProgress: () => undefined, onCheckpoint: () => undefined };

describe('EngineService', () => {
  const engine = new EngineService();
  beforeAll(() => engine.start({ backend: 'wasm', assetsUrl: WASM_ASSETS }));

  it('a model in bytes predicts the same after being loaded into another engine', async () => {
    const checkpoints: TrainedModel[] = [];
    const model = await engine.train(request(), { ...quiet, onCheckpoint: (m) => checkpoints.push(m) });
    expect(checkpoints.length).toBeGreaterThan(0);
    const { image } = phantomExample(2);
    const ask = { modelId: model.summary.id, sample: sampleOf(image) };
    const expected = await engine.predict(await engine.openSeries(ask), [image]);
    const other = new EngineService();
    await other.start({ backend: 'wasm', assetsUrl: WASM_ASSETS });
    await expect(other.openSeries(ask)).rejects.toMatchObject({ code: 'no-model' });
    expect(await other.load(model.bytes)).toEqual(model.summary);
    expect(model.summary).toMatchObject({
      ...{ name: expect.stringMatching(/./), channels: 1, software: VERSION },
      trainedOn: { modalities: [], bodyParts: [], units: [], images: expect.any(Number) },
    });
    expect(await other.predict(await other.openSeries(ask), [image])).toEqual(expected);
    expect(expected[0].labelmap.length).toBe(64 * 64);
  });

  it('goes on from a model, with one example if need be, and refuses one of other segments', async () => {
    const learnt = { modalities: ['MR'], bodyParts: [], units: [] };
    const start = await engine.train(request({ trainedOn: learnt }), quiet);
    // Renamed, as a model and by its segment, it is still the model whose generator goes on.
    const named = { ...start, summary: { ...start.summary, name: 'Round things' } };
    const renamed = renameSegments(named, (segment) => ({ ...segment, name: 'Sphere' }));
    const asSphere = { ...request(), segments: renamed.summary.segments, start: renamed };
    const refined = await engine.train(
      { ...asSphere, trainedOn: { modalities: ['CT'], bodyParts: [], units: ['HU'] } },
      quiet,
    );
    expect(refined.summary.ingredients).toContain('refined from an earlier model');
    expect(refined.summary.ingredients.join()).toMatch(/generated images/);
    expect(refined.summary).toMatchObject({
      ...{ name: 'Round things', segments: [{ name: 'Sphere' }] },
      trainedOn: { modalities: ['MR', 'CT'] },
    });
    const one = phantomRequest([2], { overrides: SMALL, start });
    // The model is not the last one that was trained, so its generator is gone.
    const adapted = await engine.train(one, quiet);
    expect(adapted.summary.ingredients.join()).not.toMatch(/generated images/);
    expect(adapted.summary).toMatchObject({ size: start.summary.size, segments: start.summary.segments });
    const other = { ...request(), segments: [{ index: 1, name: 'Cube' }], start };
    await expect(engine.train(other, quiet)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/“Ball”, the examples show “Cube”/),
    });
  });

  it('trains on images that were sent ahead as on those of the request', async () => {
    const whole = request();
    const { summary } = await engine.train(whole, quiet);
    await engine.addImages(1, { examples: [phantomExample(3)] });
    for (const example of whole.examples) await engine.addImages(2, { examples: [example] });
    const ahead = await engine.train({ ...whole, examples: [], imagesId: 2 }, quiet);
    expect(ahead.summary).toMatchObject({ id: summary.id, trainedOn: summary.trainedOn });
    await expect(engine.train({ ...whole, examples: [], imagesId: 2 }, quiet)).rejects.toThrow(/no example/);
  });

  it.each<[string, Partial<TrainRequest>, RegExp]>([
    ['no example', { examples: [] }, /no example yet/],
    ['one example', { examples: [phantomExample(0)] }, /only one example/],
    ['no segment', { segments: [] }, /no segment/],
    [
      'a segment nobody drew',
      {
        segments: [
          { index: 1, name: 'Ball' },
          { index: 2, name: 'Gall' },
        ],
      },
      /"Gall" is not drawn/,
    ],
    ['a segment with an impossible index', { segments: [{ index: 256, name: 'Ball' }] }, /"Ball".* 1 to 255/],
    [
      'two segments that could not be told apart',
      { segments: ['Ball', 'ball '].map((name, i) => ({ index: i + 1, name })) },
      /named "ball "\. Rename/,
    ],
    [
      'an image of negative size',
      { between: [{ ...phantomExample(2).image, rows: -64, columns: -64 }] },
      /-64 x -64/,
    ],
    ['unknown series', { intensities: [] }, /no intensities/],
    ['an odd size', { overrides: { size: 50 } }, /multiple of 16/],
    ['a size beyond all memory', { overrides: { size: 2 ** 20 } }, /size .* 512/],
    ['no step at all', { overrides: { segmenterSteps: 0 } }, /segmenterSteps .* 1 /],
    [
      'an image of half the pixels',
      { between: [{ ...phantomExample(2).image, rows: 32 }] },
      /slice 2.* 32 x 64/,
    ],
    [
      'a series without intensities',
      { between: [{ ...phantomExample(2).image, seriesId: 'b' }] },
      /series b/,
    ],
  ])('refuses %s', async (_, overrides, message) => {
    const failure = await engine.train(request(overrides), quiet).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineError);
    expect((failure as EngineError).code).toBe('bad-input');
    expect((failure as EngineError).message).toMatch(message);
  });

  it.each<[string, (mask: Uint8Array, pixels: Float32Array) => void, RegExp]>([
    ['a 1-pixel mask', (mask) => mask.fill(0).fill(1, 5, 6), /"Ball" has only 1 pixel\. Draw more/],
    ['a segment on every pixel', (mask) => mask.fill(1), /covers every pixel/],
    ['no usable pixel value', (_, pixels) => pixels.fill(NaN), /no usable pixel value/],
  ])('refuses %s and names the image', async (_, spoil, message) => {
    const bad = phantomExample(3);
    spoil(bad.labelmap, bad.image.pixels);
    const failure = await engine
      .train(request({ examples: [phantomExample(0), bad] }), quiet)
      .catch((e: unknown) => e);
    expect((failure as EngineError).message).toMatch(message);
    expect((failure as EngineError).message).toContain('slice 3');
  });

  it('trains on "nothing here" beside drawn masks, and on several segments', async () => {
    const empty = { ...phantomExample(20), labelmap: new Uint8Array(64 * 64) };
    const two = phantomExample(0);
    two.labelmap.fill(7, 10 * 64, 10 * 64 + 40);
    const model = await engine.train(
      request({
        examples: [phantomExample(-4), two, empty, phantomExample(5)],
        segments: [
          { index: 1, name: 'Ball' },
          { index: 7, name: 'Bar' },
        ],
      }),
      quiet,
    );
    expect(model.summary.segments.map(({ index }) => index)).toEqual([1, 7]);
  });

  it('begins with the network beside the Worker where enough is drawn, and without it where it was not copied', async () => {
    const examples = Array.from({ length: MIN_EXAMPLES }, (_, i) => {
      const example = phantomExample(i / 3 - 5);
      return { ...example, image: { ...example.image, seriesId: `${i % MIN_SERIES}` } };
    });
    const sample = examples[0].image.pixels;
    const { width } = INITIAL;
    const ask = request({
      examples,
      intensities: Array.from({ length: MIN_SERIES }, (_, i) => ({ seriesId: `${i}`, sample })),
      overrides: { size: 32, width, generatorSteps: 1, segmenterSteps: 1 },
    });
    const server = createServer((question, answer) => {
      // A kept connection would time out during the training between two requests.
      answer.setHeader('Connection', 'close');
      if (question.url === '/plugin/initial-network.bin') answer.end(readFileSync(INITIAL_FILE));
      else answer.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const learntIn = async (folder: string) => {
      await engine.start({ backend: 'wasm', assetsUrl: `http://127.0.0.1:${port}/${folder}/` });
      return (await engine.train(ask, quiet)).summary.ingredients;
    };
    try {
      expect(await learntIn('plugin')).toContain(INGREDIENT_NAMES.initialisation);
      expect(warn).not.toHaveBeenCalled();
      expect(await learntIn('elsewhere')).not.toContain(INGREDIENT_NAMES.initialisation);
      expect(warn).toHaveBeenCalledWith(expect.stringMatching(/elsewhere.*status 404.*random weights/));
    } finally {
      warn.mockRestore();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('follows outlines between drawn images where it gets them and the images between', async () => {
    const drawn = [-8, -4, 0, 4, 8].map((z) => phantomExample(z));
    const { summary } = await engine.train(request({ examples: drawn }), quiet);
    const { image, labelmap } = phantomExample(2);
    const ask = {
      modelId: summary.id,
      sample: sampleOf(image),
      drawn: drawn.map((example) => ({ ...example.image, labelmap: example.labelmap })),
    };
    const diceOf = async (between: Image[]) => {
      const series = await engine.openSeries({ ...ask, between });
      const [mask] = await engine.predict(series, [image]);
      return meanDice(mask.labelmap, labelmap, [1]);
    };
    // Four steps have taught the network next to nothing.
    expect(await diceOf([])).toBeLessThan(0.7);
    expect(await diceOf([-6, -2, 2, 6].map((z) => phantomExample(z).image))).toBeGreaterThan(0.85);
  });

  it('knows a few models, and no series that is closed, or was open when a training began', async () => {
    const { image } = phantomExample(2);
    const models: TrainedModel[] = [];
    for (let seed = 1; seed <= 5; seed++) models.push(await engine.train(request({ seed }), quiet));
    const ids = models.map(({ summary }) => summary.id);
    expect(new Set(ids).size).toBe(5);
    const sample = sampleOf(image);
    await expect(engine.openSeries({ modelId: ids[0], sample })).rejects.toMatchObject({ code: 'no-model' });
    const series = await engine.openSeries({ modelId: ids[1], sample });
    await expect(engine.predict(series, [{ ...image, rows: 3 }])).rejects.toMatchObject({
      code: 'bad-input',
    });
    await engine.closeSeries(series);
    await expect(engine.predict(series, [image])).rejects.toThrow(/Press Predict again/);
    const open = await engine.openSeries({ modelId: ids[4], sample });
    await engine.train(request(), quiet);
    await expect(engine.finish(open)).rejects.toThrow(/closed/);
  });

  it('refuses a second training, stops on demand, and keeps the model', async () => {
    const running = engine.train(
      request({ overrides: { size: 32, width: 4, generatorSteps: 0, segmenterSteps: 5000 } }),
      quiet,
    );
    await expect(engine.train(request(), quiet)).rejects.toMatchObject({ code: 'busy' });
    await engine.stop();
    expect((await running).summary.stopped).toBe(true);
  });

  it('predicts with what a training has learnt so far, between two of its steps', async () => {
    const { image } = phantomExample(2);
    const preview = async () => {
      const series = await engine.openSeries({ modelId: PREVIEW_MODEL, sample: sampleOf(image) });
      return { series, masks: await engine.predict(series, [image]) };
    };
    let asked: ReturnType<typeof preview> | undefined;
    let steps = 0;
    const during = { step: 0, of: 0 };
    await expect(preview()).rejects.toMatchObject({ code: 'no-model' });
    const long = { ...SMALL, segmenterSteps: 60 };
    await engine.train(request({ overrides: long }), {
      ...quiet,
      onProgress: ({ stage, step }) => (steps = stage === 'segmenter' ? step : 0),
      onPreview: () => {
        asked ??= preview().finally(() => Object.assign(during, { step: steps, of: long.segmenterSteps }));
      },
    });
    const { series, masks } = (await asked) ?? { series: -1, masks: [] };
    expect(masks[0].labelmap.some((label) => label > 0)).toBe(true);
    expect(during.step).toBeLessThan(during.of);
    await expect(engine.predict(series, [image])).rejects.toMatchObject({ code: 'internal' });
    await expect(preview()).rejects.toMatchObject({ code: 'no-model' });
  });

  it('tells what a bug report needs, in a form that crosses the Worker boundary', async () => {
    const diagnostics = await engine.diagnostics();
    expect(JSON.parse(JSON.stringify(structuredClone(diagnostics)))).toMatchObject({
      backend: { name: 'wasm', selfTestMs: expect.any(Number) },
      selfTest: { ms: expect.any(Number), got: { 'segmenter, loss 1': expect.closeTo(1.357, 2) } },
      tensorflow: '4.22.0',
      memory: { numTensors: expect.any(Number) },
      crossOriginIsolated: false,
    });
    expect((await new EngineService().diagnostics()).backend).toBeUndefined();
  });

  it('says what is wrong with a damaged model', async () => {
    await expect(engine.load(new ArrayBuffer(10))).rejects.toMatchObject({ code: 'bad-input' });
    const file = readModel((await engine.train(request(), quiet)).bytes);
    const metadata = { ...(file.metadata as ModelSummary), validationDice: 'good' };
    await expect(engine.load(writeModel({ ...file, metadata }))).rejects.toThrow(/summary.*validationDice/);
    const { name, trainedOn, software, ...early } = file.metadata as ModelSummary;
    expect({ trainedOn, software }).toMatchObject({
      trainedOn: { images: expect.any(Number) },
      software: VERSION,
    });
    expect(await engine.load(writeModel({ ...file, metadata: early }))).toMatchObject({
      ...{ name, software: 'unknown', trainedOn: { modalities: [], bodyParts: [], images: 0 } },
    });
  });

  it('an error keeps its code and words across the Worker boundary', () => {
    const { name, message } = new EngineError('device-lost', 'The device went away.');
    const crossed = Object.assign(new Error(message), { name });
    expect(EngineError.from(crossed)).toMatchObject({ code: 'device-lost', message });
    expect(EngineError.from('what').code).toBe('internal');
  });
});
