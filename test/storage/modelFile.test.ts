import type { ModelDescription } from '../../src/data/ModelDescription';
import { writeHeaded } from '../../src/storage/headedFile';
import { readModel, writeModel } from '../../src/storage/modelFile';
import { readSummary } from '../../src/worker/readSummary';

const description: ModelDescription = {
  segments: [{ index: 3, name: 'Leber – größer' }],
  field: { edgeMm: 120, centres: { '1.2.3': [1, 2, 3] }, relativeCentre: { row: 0.5, column: 0.4 } },
  network: { kind: 'unet', size: 64, width: 8, levels: 3, classes: 2 },
};
const weights = new Map([
  ['wide', { shape: [64, 64], values: new Float32Array(64 * 64).fill(0.5) }],
  ['a', { shape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, -6.5]) }],
  ['b', { shape: [1], values: Float32Array.from([1e-30]) }],
]);

describe('model file', () => {
  it('gives back what was written', () => {
    const file = readModel(writeModel({ description, weights, metadata: { note: 'ü' } }));
    expect(file).toEqual({ description, weights, metadata: { note: 'ü' } });
  });

  it('keeps the codes of segments, and is read in version 1, where its metadata said that whole images are seen', () => {
    const type = { value: '10200004', scheme: 'SCT', meaning: 'Liver' };
    const coded = { ...description, segments: [{ index: 3, name: 'Liver', type }] };
    const metadata = { wholeImage: { unit: 'mm', edge: 120 }, preset: 'fast' };
    const written = writeModel({ description: coded, weights, metadata });
    const size = new DataView(written).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(written, 4, size))) as object;
    const body = new Uint8Array(written, 4 * Math.ceil((4 + size) / 4));
    const first = readModel(writeHeaded({ ...header, version: 1 }, body, 4).buffer);
    expect(first.weights).toEqual(weights);
    expect(first.description).toEqual({ ...coded, field: { ...description.field, wholeImage: 'mm' } });
    expect(() => readModel(writeHeaded({ ...header, version: 3 }, body, 4).buffer)).toThrow(
      /version 3; open it/,
    );
  });

  it('aligns its weights, whatever the length of its header', () => {
    for (const note of ['', 'a', 'ab', 'abc']) {
      expect(readModel(writeModel({ description, weights, metadata: note }))).toEqual({
        ...{ description, weights, metadata: note },
      });
    }
  });

  it('does not let a small file fill the memory', () => {
    const good = writeModel({ description, weights, metadata: null });
    const [size, shape] = [new DataView(good).getUint32(0, true), '"shape":[64,64]'];
    const header = new TextDecoder().decode(new Uint8Array(good, 4, size));
    const withHeader = (changed: string) =>
      writeHeaded(JSON.parse(changed) as object, new Uint8Array(good.byteLength), 4).buffer;
    const wide = /{"name":"wide"[^}]*}/.exec(header)?.[0] ?? '';
    expect(() => readModel(withHeader(header.replace(wide, Array(9).fill(wide).join())))).toThrow(
      /weights are larger than the file/,
    );
    // The product of such extents is infinite, and times zero not a number.
    const endless = `"shape":[${Array(20).fill(Number.MAX_SAFE_INTEGER).join()},0]`;
    expect(() => readModel(withHeader(header.replace(shape, endless)))).toThrow(/"wide" is cut off/);
  });

  it('refuses weights that would silently predict nothing, and two of one name', () => {
    for (const value of [NaN, Infinity]) {
      const broken = new Map([...weights, ['b', { shape: [1], values: Float32Array.of(value) }]]);
      const file = writeModel({ description, weights: broken, metadata: null });
      expect(() => readModel(file)).toThrow(/"b" is not finite/);
    }
    const tensors = ['b', 'b'].map((name) => ({ name, shape: [1], offset: 0 }));
    const head = { format: 'few-shot-segment-model', version: 2, description, metadata: null, tensors };
    const twice = writeHeaded(head, new Uint8Array(1 << 16), 4).buffer;
    expect(() => readModel(twice)).toThrow(/two weights named "b"/);
  });

  it('names a few of many damaged fields, not all', () => {
    const head = { format: 'few-shot-segment-model', version: 2, description, metadata: null };
    const damaged = { ...head, tensors: Array.from({ length: 1000 }, () => ({})) };
    const read = () => readModel(writeHeaded(damaged, new Uint8Array(4), 4).buffer);
    expect(read).toThrow(/tensors\[0\]\.name.* and 2995 more/);
  });

  it('takes the segments from the description, whose values predictions have', () => {
    const metadata = {
      ...{ segments: [{ index: 9, name: 'Spleen' }], preset: 'fast', backend: 'cpu', validationDice: 0.5 },
      ...{ validatedOn: 'same', ingredients: [], stopped: false, size: 64, fieldMm: 120 },
      seconds: { preparing: 0, generator: 0, segmenter: 0, total: 0 },
    };
    const summary = readSummary({ description, weights, metadata });
    expect(summary).toMatchObject({ segments: description.segments, name: description.segments[0].name });
  });

  it('says what is wrong with a file that is not one', () => {
    const good = writeModel({ description, weights, metadata: null });
    expect(() => readModel(new ArrayBuffer(3))).toThrow(/too short/);
    expect(() => readModel(new ArrayBuffer(100))).toThrow(/not JSON/);
    expect(() => readModel(new Uint8Array(100).fill(255).buffer)).toThrow(/header is damaged/);
    expect(() => readModel(good.slice(0, good.byteLength - 4))).toThrow(/"b" is cut off/);
    const other = writeModel({ description: { ...description, segments: [] }, weights, metadata: null });
    expect(() => readModel(other)).toThrow(/segments/);
    const of = (more: Partial<ModelDescription>) =>
      writeModel({ description: { ...description, ...more }, weights, metadata: null });
    const { network, segments } = description;
    expect(() => readModel(of({ network: { ...network, classes: 3 } }))).toThrow(/1 segments.* 3 classes/);
    const twice = { segments: [...segments, ...segments], network: { ...network, classes: 3 } };
    expect(() => readModel(of(twice))).toThrow(/one index/);
    // A small file must not ask for a network that fills the memory.
    expect(() => readModel(of({ network: { ...network, width: 256, levels: 8 } }))).toThrow(
      /larger than the file/,
    );
    const one = { ...network, width: 4, levels: 3 };
    expect(() => readModel(of({ network: one }))).not.toThrow();
    expect(() => readModel(of({ network: { ...one, members: 16 } }))).toThrow(/larger than the file/);
    const attentive = { ...one, kind: 'attention', size: 1024, levels: 1 } as const;
    expect(() => readModel(of({ network: attentive }))).toThrow(/larger than the file/);
  });
});
