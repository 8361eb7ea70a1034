import { parseSafetensorsMetadata, type TensorInfo } from '@huggingface/hub';
import type { ModelDescription } from '../../src/data/ModelDescription';
import { writeHeaded } from '../../src/storage/headedFile';
import { readModel, writeModel } from '../../src/storage/modelFile';
import { writeSafetensors } from '../../src/storage/writeSafetensors';
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

/** The header of version 2. */
const head = {
  format: 'few-shot-segment-model',
  version: 2,
  description,
  metadata: null,
  tensors: [
    { name: 'wide', shape: [64, 64], offset: 0 },
    { name: 'a', shape: [2, 3], offset: 4 * 64 * 64 },
    { name: 'b', shape: [1], offset: 4 * (64 * 64 + 6) },
  ],
};

/** A file as versions 1 and 2 wrote it. */
function writeOld(header: object): ArrayBuffer {
  const values = Float32Array.from([...weights.values()].flatMap((entry) => [...entry.values]));
  return writeHeaded(header, new Uint8Array(values.buffer), 4).buffer;
}

/** The file with another header, e.g. written by another program. */
function withHeader(
  file: ArrayBuffer,
  change: (header: Record<string, unknown>) => Record<string, unknown>,
): ArrayBuffer {
  const size = Number(new DataView(file).getBigUint64(0, true));
  const before = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, size))) as Record<
    string,
    unknown
  >;
  const text = new TextEncoder().encode(JSON.stringify(change(before)));
  const bytes = new Uint8Array(8 + text.length + file.byteLength - 8 - size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(file, 8 + size), 8 + text.length);
  return bytes.buffer;
}

describe('model file', () => {
  it('gives back what was written', () => {
    const file = readModel(writeModel({ description, weights, metadata: { note: 'ü' } }));
    expect(file).toEqual({ description, weights, metadata: { note: 'ü' } });
  });

  it('is opened by a reader of safetensors that is not ours', async () => {
    const bytes = new Uint8Array(writeModel({ description, weights, metadata: { note: 'ü' } }));
    // Reads parts of a file on its server, which this file stands for.
    const fetch = (_url: unknown, { headers }: RequestInit = {}) => {
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(new Headers(headers).get('range') ?? '') as string[];
      const part = bytes.slice(Number(from), Number(to) + 1);
      const range = `bytes ${from}-${to}/${bytes.length}`;
      return Promise.resolve(
        new Response(part, { status: 206, headers: { 'content-range': range, etag: '"1"' } }),
      );
    };
    const found = await parseSafetensorsMetadata({
      ...{ repo: 'any/model', path: 'model.safetensors', fetch: fetch as typeof globalThis.fetch },
      computeParametersCount: true,
    });
    if (found.sharded) throw new Error('It should be one file.');
    const { __metadata__: texts, ...tensors } = found.header;
    expect(JSON.parse(texts?.description ?? '')).toEqual(description);
    expect(found.parameterCount).toEqual({ F32: 64 * 64 + 6 + 1 });
    expect(Object.keys(tensors).sort()).toEqual(['a', 'b', 'wide']);
    const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    for (const [name, { shape, values }] of weights) {
      const { dtype, shape: read, data_offsets: offsets } = tensors[name] as TensorInfo;
      expect({ name, dtype, shape: read }).toEqual({ name, dtype: 'F32', shape });
      const [from, to] = offsets.map((offset) => start + offset);
      expect(new Float32Array(bytes.slice(from, to).buffer)).toEqual(values);
    }
  });

  it('is read whatever the order of its header, and not if it is of another program', () => {
    const good = writeModel({ description, weights, metadata: null });
    const reordered = withHeader(good, (header) => Object.fromEntries(Object.entries(header).reverse()));
    expect(readModel(reordered).weights).toEqual(new Map([...weights]));
    expect(() => readModel(writeSafetensors(weights, { format: 'pt' }))).toThrow(/of another program/);
    const half = withHeader(good, (header) => ({ ...header, a: { ...(header.a as object), dtype: 'F16' } }));
    expect(() => readModel(half)).toThrow(/"a".*F32/);
  });

  it('is read in versions 1 and 2; in 1, the metadata said that whole images are seen', () => {
    const type = { value: '10200004', scheme: 'SCT', meaning: 'Liver' };
    const coded = { ...description, segments: [{ index: 3, name: 'Liver', type }] };
    const metadata = { wholeImage: { unit: 'mm', edge: 120 }, preset: 'fast' };
    const old = { ...head, description: coded, metadata };
    const first = readModel(writeOld({ ...old, version: 1 }));
    expect(first.weights).toEqual(weights);
    expect(first.description).toEqual({ ...coded, field: { ...description.field, wholeImage: 'mm' } });
    expect(readModel(writeOld(head))).toEqual({ description, weights, metadata: null });
    expect(() => readModel(writeOld({ ...old, version: 4 }))).toThrow(/version 4; open it/);
    const later = writeSafetensors(weights, { format: head.format, version: '4' });
    expect(() => readModel(later)).toThrow(/version 4; open it/);
  });

  it('aligns its weights, whatever the length of its header', () => {
    for (const note of ['', 'a', 'ab', 'abc']) {
      expect(readModel(writeModel({ description, weights, metadata: note }))).toEqual({
        ...{ description, weights, metadata: note },
      });
    }
  });

  it('does not let a small file fill the memory', () => {
    const wide = head.tensors[0];
    expect(() =>
      readModel(writeOld({ ...head, tensors: Array(9).fill(wide) as typeof head.tensors })),
    ).toThrow(/weights are larger than the file/);
    // The product of such extents is infinite, and times zero not a number.
    const endless = [...Array<number>(20).fill(Number.MAX_SAFE_INTEGER), 0];
    expect(() => readModel(writeOld({ ...head, tensors: [{ ...wide, shape: endless }] }))).toThrow(
      /"wide" is cut off/,
    );
    const good = writeModel({ description, weights, metadata: null });
    const huge = withHeader(good, (header) => ({
      ...header,
      wide: { ...(header.wide as object), shape: endless },
    }));
    expect(() => readModel(huge)).toThrow(/"wide" is misplaced/);
  });

  it('refuses weights that would silently predict nothing, and two of one name', () => {
    for (const value of [NaN, Infinity]) {
      const broken = new Map([...weights, ['b', { shape: [1], values: Float32Array.of(value) }]]);
      const file = writeModel({ description, weights: broken, metadata: null });
      expect(() => readModel(file)).toThrow(/"b" is not finite/);
    }
    const tensors = ['b', 'b'].map((name) => ({ name, shape: [1], offset: 0 }));
    expect(() => readModel(writeOld({ ...head, tensors }))).toThrow(/two weights named "b"/);
  });

  it('names a few of many damaged fields, not all', () => {
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
