import { itemOf, itemsOf, textOf } from '../../src/dicom/Attributes';
import { readPart10 } from '../../src/dicom/readPart10';
import type { FrameOrigin, SegImage } from '../../src/dicom/SegContent';
import { writeReport } from '../../src/dicom/writeReport';
import { writeSeg } from '../../src/dicom/writeSeg';
import { dciodvfy, dciodvfyReason, withDciodvfy } from '../support/dciodvfy';
import type { PydicomFrame, PydicomReport, PydicomSeg } from '../support/readByPydicom';
import { pydicomReason, readByPydicom, withPydicom } from '../support/readByPydicom';
import { makeContent, makeImage, sources } from './sources';

const written = Object.values(sources).map((images) => writeSeg(makeContent(images)).bytes);

withDciodvfy(`dciodvfy has nothing to say about a segmentation of${dciodvfyReason}`, () => {
  it.each(Object.keys(sources).map((name, i) => [name, written[i]] as const))('%s', (_, bytes) => {
    expect(dciodvfy(bytes)).toEqual([]);
  });
});

withPydicom(`pydicom reads what was written on${pydicomReason}`, () => {
  let read: PydicomSeg[];
  beforeAll(() => (read = readByPydicom(...written)));

  it.each(Object.keys(sources).map((name, i) => [name, i] as const))('%s', (name, i) => {
    const images = sources[name];
    const { frames, patient } = read[i];
    expect(patient).toBe('Müller^Jörg');
    // Each image has both segments, so each gives two frames.
    expect(frames).toHaveLength(2 * images.length);
    expect(new Set(frames.map(({ dimensions }) => String(dimensions))).size).toBe(frames.length);
    for (const frame of frames) {
      const image = images.find(
        (one) => one.sopInstanceUID === frame.image && (one.frames > 1 ? one.frame : 0) === frame.frame,
      ) as SegImage;
      const index = [4, 7][(frame.segment ?? 0) - 1];
      expect(frame.foreground).toEqual(
        [...(image.labelmap ?? [])].flatMap((value, pixel) => (value === index ? [pixel] : [])),
      );
      expect(frame.position).toEqual(image.geometry?.origin ?? null);
      const { rowCosines = [1, 0, 0], columnCosines = [0, 1, 0] } = image.geometry ?? {};
      const expected = [...rowCosines, ...columnCosines].map((cosine) => expect.closeTo(cosine, 10));
      expect(frame.orientation ?? []).toEqual(expected);
    }
    const between = { 'evenly spaced images': 2.5, 'frames of one instance': 3 }[name];
    if (between) expect(frames[0].between).toBe(between);
    if (name.startsWith('uneven')) expect(frames[0].between).toBe(0);
  });
});

/** The images of a source, with probabilities that differ from their masks. */
const withProbabilities = (images: SegImage[]) =>
  images.map((image, n) => ({
    ...image,
    probabilities: [0, 1].map((segment) =>
      Uint8Array.from(image.labelmap ?? [], (value, i) => (value + 37 * i + 90 * segment + n) % 256),
    ),
  }));

const others = Object.values(sources).flatMap((images) => [
  writeSeg(makeContent(images), 'labelmap').bytes,
  writeSeg(makeContent(withProbabilities(images)), 'fractional').bytes,
]);

withPydicom(`pydicom reads label maps and probabilities on${pydicomReason}`, () => {
  let read: PydicomSeg[];
  beforeAll(() => (read = readByPydicom(...others)));

  it.each(Object.keys(sources).map((name, i) => [name, i] as const))('%s', (name, i) => {
    const [labelmap, fractional] = read.slice(2 * i);
    expect(labelmap.kind).toEqual(['1.2.840.10008.5.1.4.1.1.66.7', 'LABELMAP', null]);
    expect(fractional.kind).toEqual(['1.2.840.10008.5.1.4.1.1.66.4', 'FRACTIONAL', 255]);
    const images = withProbabilities(sources[name]);
    const imageOf = ({ image, frame }: PydicomFrame) =>
      images.find(
        (one) => one.sopInstanceUID === image && (one.frames > 1 ? one.frame : 0) === frame,
      ) as SegImage;
    expect(labelmap.frames).toHaveLength(images.length);
    expect(fractional.frames).toHaveLength(2 * images.length);
    for (const { frames } of [labelmap, fractional]) {
      expect(new Set(frames.map(({ dimensions }) => String(dimensions))).size).toBe(frames.length);
      for (const frame of frames) expect(frame.position).toEqual(imageOf(frame).geometry?.origin ?? null);
    }
    for (const frame of labelmap.frames) {
      expect(frame.segment).toBeNull();
      expect(frame.values).toEqual(
        [...(imageOf(frame).labelmap ?? [])].map((value) => [0, 4, 7].indexOf(value)),
      );
    }
    for (const frame of fractional.frames) {
      expect(frame.values).toEqual([...(imageOf(frame).probabilities?.[(frame.segment ?? 0) - 1] ?? [])]);
    }
  });
});

withDciodvfy(`dciodvfy has nothing to say about a fractional segmentation of${dciodvfyReason}`, () => {
  // It does not know label maps: the SOP class is newer than Debian's version.
  it.each(Object.keys(sources).map((name, i) => [name, others[2 * i + 1]] as const))('%s', (_, bytes) => {
    expect(dciodvfy(bytes)).toEqual([]);
  });
});

/** The distance in mm that each image stands for, in the order of the source. */
const DISTANCES: Record<string, number[]> = {
  'evenly spaced images': [2.5, 2.5, 2.5, 2.5],
  // At -1, -8, -2 and -5: half of the way to either neighbour, and at the ends as much outwards.
  'unevenly spaced images': [1, 3, 2, 3],
  // Along the normal, not along z.
  'images of a tilted gantry': [5, 5, 7.5, 10].map((z) => z * Math.cos(0.3)),
  'frames of one instance': [3, 3, 3],
};

describe('a report of volumes', () => {
  const reported = Object.keys(DISTANCES).map((name) => {
    const content = makeContent(sources[name], { creator: 'Reader^One' });
    const seg = readPart10(writeSeg(content).bytes);
    return { name, content, seg, bytes: writeReport(content, seg).bytes };
  });

  withDciodvfy(`gives dciodvfy nothing to say${dciodvfyReason}`, () => {
    it.each(reported)('of $name', ({ bytes }) => expect(dciodvfy(bytes)).toEqual([]));
  });

  withPydicom(`says in pydicom what the pixels add up to${pydicomReason}`, () => {
    let read: PydicomReport[];
    beforeAll(() => (read = readByPydicom(...reported.map(({ bytes }) => bytes))));

    it.each(reported.map((one, i) => ({ ...one, i })))('on $name', ({ name, content, seg, i }) => {
      const { patient, kind, groups } = read[i];
      expect(patient).toBe('Müller^Jörg');
      expect(kind).toEqual(['1.2.840.10008.5.1.4.1.1.88.22', '1500', null]);
      const segments = itemsOf(seg, 'SegmentSequence');
      const volumes = [4, 7].map((index) =>
        content.images.reduce((sum, { labelmap = [] }, n) => {
          const pixels = [...labelmap].filter((value) => value === index).length;
          return sum + (pixels * 0.75 * 0.5 * DISTANCES[name][n]) / 1000;
        }, 0),
      );
      expect(groups).toEqual(
        segments.map((segment, s) => ({
          tracking: [textOf(segment, 'SegmentLabel'), textOf(segment, 'TrackingUID')],
          finding: 'Tissue',
          seg: textOf(seg, 'SOPInstanceUID'),
          segment: s + 1,
          volume: expect.closeTo(volumes[s], 8),
          unit: 'ml',
        })),
      );
    });
  });

  it.each([
    ['frames without geometry', /no position/],
    ['images that cross', /cross/],
  ])('is refused for %s', (name, message) => {
    expect(() => writeReport(makeContent(sources[name]), {})).toThrow(message);
    expect(() => writeReport(makeContent(sources['evenly spaced images'].slice(0, 1)), {})).toThrow(/single/);
  });
});

/** Writes and reads back a segmentation of images along z; each labelmap has a single value. */
function ofValues(values: number[], origins: (FrameOrigin | undefined)[] = [], interactive = true) {
  const images = values.map((value, z) =>
    makeImage(z, { origin: [0, 0, z] }, { labelmap: new Uint8Array(30).fill(value), origin: origins[z] }),
  );
  const algorithm = { name: 'Few-Shot Segment', version: '1.0', interactive };
  const seg = readPart10(writeSeg(makeContent(images, { algorithm })).bytes);
  const frames = itemsOf(seg, 'PerFrameFunctionalGroupsSequence').map((groups) => {
    const source = itemOf(itemOf(groups, 'DerivationImageSequence'), 'SourceImageSequence');
    const content = itemOf(groups, 'FrameContentSequence');
    return [Number(textOf(source, 'ReferencedSOPInstanceUID').slice(6)), textOf(content, 'FrameLabel')];
  });
  const types = itemsOf(seg, 'SegmentSequence').map((item) => textOf(item, 'SegmentAlgorithmType'));
  return { seg, frames, types };
}

describe('writeSeg', () => {
  it('leaves out empty frames at the ends of a segment, not those inside', () => {
    expect(ofValues([0, 4, 0, 0, 4, 0]).frames.map(([image]) => image)).toEqual([1, 2, 3, 4]);
    expect(ofValues([0, 0]).frames).toHaveLength(1);
  });

  it('tells drawn from predicted frames, and calls a segment drawn only if it is so throughout', () => {
    const { frames, types } = ofValues([4, 4, 7, 7], ['drawn', 'drawn', 'drawn', 'predicted']);
    expect(frames.map(([, label]) => label)).toEqual(['drawn', 'drawn', 'drawn', 'predicted']);
    expect(types).toEqual(['MANUAL', 'SEMIAUTOMATIC']);
    expect(ofValues([4, 7], ['predicted', 'predicted'], false).types).toEqual(['AUTOMATIC', 'AUTOMATIC']);
  });

  it('keeps codes, and takes general ones of SNOMED CT where there are none', () => {
    const type = { value: '66720007', scheme: 'SCT', meaning: 'Lateral Ventricle' };
    const segments = [
      { index: 4, name: 'a', type },
      { index: 7, name: 'b' },
    ];
    const { bytes } = writeSeg(makeContent([makeImage(1, { origin: [0, 0, 0] })], { segments }));
    const codes = itemsOf(readPart10(bytes), 'SegmentSequence').map((item) =>
      textOf(itemOf(item, 'SegmentedPropertyTypeCodeSequence'), 'CodeValue'),
    );
    expect(codes).toEqual(['66720007', '85756007']);
    expect(JSON.stringify(readPart10(bytes))).not.toContain('"SRT"');
  });

  it('says what is wrong with images that fit no segmentation', () => {
    const image = makeImage(1, { origin: [0, 0, 0] });
    const other = { ...image, rows: 7, labelmap: undefined };
    expect(() => writeSeg(makeContent([image, other]))).toThrow(/differ in size \(5 x 6, 7 x 6\)/);
    expect(() => writeSeg(makeContent([image], { source: {} }))).toThrow(/no StudyInstanceUID/);
  });
});
