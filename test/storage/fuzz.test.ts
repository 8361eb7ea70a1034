/**
 * Random input for the parsers of the plugin: what a reader imports, what the archive holds, and what the
 * browser has kept. See `test/demo/fuzz.test.ts`.
 */
import fc from 'fast-check';
import type { ModelDescription } from '../../src/data/ModelDescription';
import { contoursOfImages } from '../../src/dicom/contoursOfImages';
import { fillContours } from '../../src/dicom/fillContours';
import { readStructureSet } from '../../src/dicom/readStructureSet';
import { suvFactor } from '../../src/dicom/suvFactor';
import { createSegmenter } from '../../src/networks/createSegmenter';
import { SEGMENTER_KINDS } from '../../src/data/SegmenterKind';
import { seededRandom } from '../../src/data/random';
import { writeHeaded } from '../../src/storage/headedFile';
import { readModel, writeModel } from '../../src/storage/modelFile';
import { readRecord } from '../../src/storage/readRecord';
import { savedStudySchema } from '../../src/storage/SavedStudy';
import { readSummary } from '../../src/worker/readSummary';
import { attempt, check, expectNoGrowth } from '../support/fuzz';
import { axialGeometry } from '../support/phantom';

expectNoGrowth();

/** Bytes of a network's weights by bytes of its file: only the widest layer is compared with the file. */
const MOST_SHARE = 60;

/** Values that have meant something to a parser: keys of prototypes, numbers at the edge, nothing. */
const odd = fc.oneof(
  fc.constantFrom<unknown>('__proto__', 'constructor', '', null, -1, 0, 8, 256, 1e308, 2 ** 53, [], {}, true),
  fc.string(),
  fc.double(),
  fc.array(fc.constantFrom<unknown>(0, 1, -1, 2 ** 31, 'x', null), { maxLength: 4 }),
);

/** A copy of a JSON value in which some of the values, at any depth, are replaced by odd ones. */
function damaged(value: unknown): fc.Arbitrary<unknown> {
  const kept = (entry: unknown): fc.Arbitrary<unknown> => {
    if (Array.isArray(entry)) return fc.tuple(...entry.map(damaged));
    if (typeof entry !== 'object' || entry === null) return fc.constant(entry);
    return fc
      .tuple(...Object.entries(entry).map(([key, one]) => damaged(one).map((other) => [key, other] as const)))
      .map((entries) => Object.fromEntries(entries));
  };
  return fc.oneof({ weight: 12, arbitrary: kept(value) }, { weight: 1, arbitrary: odd });
}

describe('model files', () => {
  const description: ModelDescription = {
    segments: [{ index: 1, name: 'Liver' }],
    field: { edgeMm: 120, centres: { '1.2.3': [1, 2, 3] }, relativeCentre: { row: 0.5, column: 0.4 } },
    network: { kind: 'unet', size: 16, width: 1, levels: 1, classes: 2 },
  };
  const weights = new Map([['a', { shape: [4, 3], values: new Float32Array(12).fill(0.5) }]]);
  const format = 'few-shot-segment-model';
  const tensors = [{ name: 'a', shape: [4, 3], offset: 0 }];
  const head = { format, version: 2, description, metadata: { wholeImage: { unit: 'mm' } }, tensors };
  const tensor = { dtype: 'F32', shape: [4, 3], data_offsets: [0, 48] };
  const written = new Uint8Array(writeModel({ description, weights, metadata: { name: 'Liver' } }));

  const network = fc.record({
    kind: fc.constantFrom(...SEGMENTER_KINDS),
    size: fc.constantFrom(16, 64, 1024),
    width: fc.constantFrom(1, 4, 16, 256),
    levels: fc.integer({ min: 1, max: 4 }),
    classes: fc.constant(2),
  });
  const described = fc.oneof(
    damaged(description),
    network.map((other) => ({ ...description, network: other })),
  );
  const current = described.chain((one) =>
    damaged({ a: tensor }).map((entries) => {
      const metadata = { format, version: '3', description: JSON.stringify(one), metadata: '{}' };
      const text = Buffer.from(JSON.stringify({ __metadata__: metadata, ...(entries as object) }));
      const file = Buffer.concat([Buffer.alloc(8), text, Buffer.alloc(48)]);
      file.writeBigUInt64LE(BigInt(text.length));
      return Uint8Array.from(file).buffer;
    }),
  );
  const earlier = damaged(head)
    .filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
    .map((header) => Uint8Array.from(writeHeaded(header as object, new Uint8Array(48), 4)).buffer);
  const changed = fc
    .tuple(
      fc.array(fc.tuple(fc.nat(written.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.nat(written.length),
    )
    .map(([changes, end]) => {
      const file = written.slice();
      for (const [at, byte] of changes) file[at] = byte;
      return file.slice(0, end % 3 === 0 ? end : file.length).buffer;
    });

  test('are read or refused in words, and their networks take little more memory than their files', () => {
    let usable = 0;
    check(
      fc.property(fc.oneof(current, earlier, changed), (file) => {
        const isRefusal = (error: unknown) =>
          /^This is not a usable Few-Shot Segment model file: ./.test((error as Error).message);
        const model = attempt(() => readModel(file), isRefusal);
        if (!model) return;
        usable++;
        expect(Object.getPrototypeOf(model.description)).toBe(Object.prototype);
        attempt(() => readSummary(model), isRefusal);
        const { kind, members, ...shape } = model.description.network;
        const network = attempt(
          () => createSegmenter(kind, shape, seededRandom(0)),
          (error) => error instanceof Error && !(error instanceof RangeError),
        );
        if (network)
          expect(4 * network.parameters.count * (members ?? 1)).toBeLessThan(MOST_SHARE * file.byteLength);
        network?.parameters.dispose();
      }),
    );
    expect(usable).toBeGreaterThan(0);
  });
});

test('saved work is read or left out', () => {
  const mask = { rows: 2, columns: 2, runs: [0, 4] };
  const record = {
    version: 1,
    key: '1.2#1',
    seriesId: '1',
    origin: 'drawn',
    status: 'drawn',
    locked: true,
    mask,
  };
  check(
    fc.property(fc.oneof(damaged(record), fc.anything()), (value) => {
      const read = attempt(() => readRecord(value));
      expect('record' in (read ?? {}) || 'problem' in (read ?? {})).toBe(true);
      attempt(() => savedStudySchema.safeParse(value));
    }),
  );
});

describe('objects of the archive', () => {
  const plane = axialGeometry(0);
  const grid = { ...plane, rows: 8, columns: 8 };
  const contour = { ContourGeometricType: 'CLOSED_PLANAR', ContourData: [0, 0, 0, 5, 0, 0, 5, 5, 0] };
  const structures = {
    StructureSetROISequence: [{ ROINumber: 1, ROIName: 'Liver', ReferencedFrameOfReferenceUID: '1.2' }],
    ROIContourSequence: [
      { ReferencedROINumber: 1, ROIDisplayColor: [255, 0, 0], ContourSequence: [contour, contour] },
    ],
  };

  test('structure sets have contours or none', () => {
    check(
      fc.property(damaged(structures), (value) => {
        const attributes = Object(value) as Record<string, unknown>;
        const regions = attempt(() => readStructureSet(attributes));
        for (const { contours } of regions ?? []) {
          const masks = contoursOfImages(contours, [plane])?.map((layer) => fillContours(layer, grid)) ?? [];
          expect(masks.every((mask) => mask.every((one) => one === 0 || one === 1))).toBe(true);
        }
      }),
    );
  });

  test('a contour of many corners is filled', () => {
    const corners = Array.from({ length: 300_000 }, (_, i) => [i % 2 ? 5 : 1, (8 * i) / 300_000, 0] as const);
    const [layer] = contoursOfImages([corners.map(([x, y, z]) => [x, y, z])], [plane]) ?? [[]];
    expect(fillContours(layer, grid)).toHaveLength(64);
  });

  test('the SUV factor of any PET header is a positive number or has a reason', () => {
    const pet = {
      Units: 'BQML',
      CorrectedImage: ['ATTN', 'DECY'],
      DecayCorrection: 'START',
      PatientWeight: 70,
      SeriesDate: '20260101',
      SeriesTime: '120000',
      AcquisitionDate: '20260101',
      AcquisitionTime: '120000',
      RadiopharmaceuticalInformationSequence: [
        { RadionuclideTotalDose: 3.7e8, RadionuclideHalfLife: 6586, RadiopharmaceuticalStartTime: '110000' },
      ],
    };
    check(
      fc.property(fc.array(damaged(pet), { minLength: 1, maxLength: 3 }), (images) => {
        const headers = images.map((image) => Object(image) as Record<string, unknown>);
        const result = attempt(() => suvFactor(headers));
        if (result && 'factor' in result) expect(result.factor).toBeGreaterThan(0);
        else expect(result?.reason).toMatch(/./);
      }),
    );
  });
});
