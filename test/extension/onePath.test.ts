import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { predict } from '../../extension/src/commands/predict';
import { readDicom } from '../../cli/files/readDicom';
import { filesIn } from '../../cli/files/readSeries';
import { startBackend } from '../../src/backends/startBackend';
import { parseImageKey } from '../../src/data/ImageKey';
import type { ModelDescription } from '../../src/data/ModelDescription';
import { seededRandom } from '../../src/data/random';
import { createSegmenter } from '../../src/networks/createSegmenter';
import { modelId } from '../../src/storage/modelId';
import { writeModel } from '../../src/storage/modelFile';
import type { ModelSummary, TrainedModel } from '../../src/worker/protocol';
import type { PhantomSlice } from '../cli/support/phantoms';
import { dicomOf, phantomVolume } from '../cli/support/phantoms';
import { runFewShot } from '../cli/support/runFewShot';
import { WASM_ASSETS } from '../support/backends';
import { readSeg } from '../support/readSeg';
import { repositoryRoot } from '../support/repositoryRoot';
import { temporaryFolder } from '../support/temporaryFolder';
import { engineInThisProcess } from './support/engineInThisProcess';
import { FakeViewer } from './support/FakeViewer';
import { openSession, texts, useSessions } from './support/opened';

jest.setTimeout(240_000);
useSessions();

const folder = temporaryFolder();
const SHAPE = { size: 32, width: 4, levels: 2, classes: 2 };
/** A real series with a rescale and anisotropic slice spacing; not available on every machine. */
const REAL = path.resolve(
  repositoryRoot,
  '../shared/datasets/dicom/geometry_and_encodings/mr_anisotropic_slope_signed',
);

/** An untrained network for whole images: its masks change with every change of its input. */
async function untrained(): Promise<TrainedModel> {
  const network = createSegmenter('unet', SHAPE, seededRandom(1));
  const weights = await network.parameters.read();
  network.parameters.dispose();
  const description: ModelDescription = {
    segments: [{ index: 1, name: 'Ball' }],
    field: {
      edgeMm: 60,
      centres: { 'whole image': [0, 0, 0] },
      relativeCentre: { row: 0.5, column: 0.5 },
      wholeImage: 'mm',
    },
    acquisition: { looks: [], noise: 0.001, tones: { least: 0.2, mean: 0.2, most: 0.2 } },
    network: { kind: 'unet', ...SHAPE },
  };
  const summary: ModelSummary = {
    id: modelId(description, weights),
    segments: description.segments,
    ...{ name: 'Structure', channels: 1, software: 'test' },
    trainedOn: { modalities: [], bodyParts: [], units: [], images: 2 },
    ...{ preset: 'fast', backend: 'wasm', validationDice: 0, validatedOn: 'same', ingredients: [] },
    ...{ stopped: false, size: SHAPE.size, fieldMm: 60 },
    seconds: { preparing: 0, generator: 0, segmenter: 0, total: 0 },
  };
  return { summary, bytes: writeModel({ description, weights, metadata: summary }) };
}

/** The series as the viewer shows it; image ids are SOP Instance UIDs. */
async function show(viewer: FakeViewer, series: string): Promise<void> {
  const files = await Promise.all((await filesIn(series)).map(readDicom));
  const ids = files.map(({ attributes }) => String(attributes.SOPInstanceUID));
  const [{ rows, columns, attributes }] = files;
  files.forEach(({ frames: [frame] }, i) => {
    viewer.addImage(ids[i], rows, columns, frame.pixels);
    viewer.metadata.set(ids[i], {
      instance: { InstanceNumber: i + 1, SOPInstanceUID: ids[i] },
      imagePlaneModule: {
        imagePositionPatient: frame.position,
        rowCosines: frame.orientation?.row,
        columnCosines: frame.orientation?.column,
        rowPixelSpacing: frame.spacing?.row,
        columnPixelSpacing: frame.spacing?.column,
        frameOfReferenceUID: 'frame',
      },
    });
  });
  viewer.addDisplaySet('series', ids, { rows, columns, modality: String(attributes.Modality) });
}

/** Brightness increases from slice to slice, so that normalisation depends on the whole series. */
function brighter(slice: PhantomSlice, z: number): PhantomSlice {
  return { ...slice, pixels: slice.pixels.map((value) => (value * (z + 1)) / 6) };
}

describe.each(['phantom', ...(existsSync(REAL) ? ['real'] : [])])('a %s series', (kind) => {
  const ports: MessagePort[] = [];
  // Ending a session also stops the backend.
  beforeEach(() => startBackend('wasm', WASM_ASSETS));
  afterAll(() => ports.forEach((port) => port.close()));

  it('gets the same masks in the viewer and by the command line', async () => {
    const source = path.join(folder, kind);
    const series = kind === 'real' ? REAL : path.join(source, 'series');
    if (kind === 'phantom') {
      mkdirSync(series, { recursive: true });
      // Written in reverse, so that the order of file names differs from that of positions.
      phantomVolume(1).forEach((slice, z) =>
        writeFileSync(path.join(series, `${9 - z}.dcm`), dicomOf(`study/series/${z}`, brighter(slice, z), z)),
      );
    }
    const model = await untrained();
    const file = path.join(folder, `${kind}.model`);
    writeFileSync(file, new Uint8Array(model.bytes));
    const out = path.join(folder, `${kind}-out`);
    const words = ['predict', '--model', file, '--in', series, '--out', out, '--backend', 'wasm'];
    const { code, stdout, stderr } = await runFewShot(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const seg = readFileSync(stdout.split(': ')[0]);
    const { masks } = readSeg(seg.buffer.slice(seg.byteOffset, seg.byteOffset + seg.length));

    const viewer = new FakeViewer();
    await show(viewer, series);
    const session = openSession(viewer, engineInThisProcess(ports));
    await session.scanner.scan();
    session.scanner.setSeriesEnabled('series-series', true);
    session.store.setState({ model });
    await predict(session, {});
    expect(texts(session)).toEqual([]);
    const shown = session.predicted.read('series-series');
    const marked = [...shown].filter(([, mask]) => mask.includes(1));
    expect(marked.length).toBeGreaterThan(1);
    for (const [key, mask] of shown) {
      expect(masks.get(parseImageKey(key).sopInstanceUID) ?? new Uint8Array(mask.length)).toEqual(mask);
      expect(session.review.state.records[key].confidence).toBeGreaterThan(0);
    }
  });
});
