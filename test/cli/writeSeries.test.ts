import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSeries } from '../../cli/files/readSeries';
import { readObjectMask } from '../../cli/files/readObjectMask';
import { readNifti } from '../../cli/files/readNifti';
import { writeSeries } from '../../cli/files/seriesFormats';
import { itemOf, textOf } from '../../src/dicom/Attributes';
import { readPart10 } from '../../src/dicom/readPart10';
import { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { dciodvfy, dciodvfyReason, withDciodvfy } from '../support/dciodvfy';
import { makeInstance } from '../support/makeInstance';
import { repositoryRoot } from '../support/repositoryRoot';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
const cases = path.resolve(repositoryRoot, '../shared/cases');
const isThere = existsSync(cases);
const withCases = isThere ? withDciodvfy : describe.skip;
const reason = isThere ? dciodvfyReason : ` (skipped: there is no ${path.relative(repositoryRoot, cases)})`;
const segments = [
  { index: 1, name: 'One' },
  { index: 2, name: 'Two' },
];

/** Writes labels for a folder of images; returns the labels and the file's bytes. */
async function writeOn(images: string, numbers = new SeriesNumbers()) {
  const stack = await readSeries(images);
  const labels = Uint8Array.from(stack.values, (_, i) => (i % 3 === 0 ? 1 : i % 7 === 0 ? 2 : 0));
  const file = path.join(folder, `${path.basename(images)}.dcm`);
  await writeSeries(file, { labels }, stack, { name: 'brain.model', id: 'abc', segments }, numbers);
  const { values: read = [] } = (await readObjectMask(file, stack)) ?? {};
  return { labels, read, bytes: new Uint8Array(readFileSync(file)) };
}

withCases(`the command line's segmentation of${reason}`, () => {
  it.each(['seg-z-flip-uneven', 'seg-multiframe-no-geometry'])('%s is valid and read back', async (name) => {
    const { labels, read, bytes } = await writeOn(path.join(cases, name));
    expect(dciodvfy(bytes)).toEqual([]);
    expect(Buffer.compare(Uint8Array.from(read), labels)).toBe(0);
  });
});

describe.each(['labelmap', 'fractional', 'rtstruct', 'nifti'] as const)(
  'masks of a series as %s',
  (format) => {
    const tilt = { row: [1, 0, 0], column: [0, Math.cos(0.2), Math.sin(0.2)] };
    const heights = { even: [0, 3, 6, 9], uneven: [0, 3, 7, 9] };
    const write = async (name: keyof typeof heights, file: string) => {
      const images = path.join(folder, `${name}-${format}`);
      mkdirSync(images);
      heights[name].forEach((z, i) =>
        writeFileSync(
          path.join(images, `${i}.dcm`),
          Buffer.from(
            makeInstance(`${name}/1/${i}`, {
              ImagePositionPatient: [-20, 5, z],
              ImageOrientationPatient: [...tilt.row, ...tilt.column],
              PixelSpacing: [0.8, 0.6],
              FrameOfReferenceUID: '1.2.3.4',
            }),
          ),
        ),
      );
      const stack = await readSeries(images);
      const labels = Uint8Array.from(stack.values, (_, i) => [0, 1, 2, 0, 1][(i * i) % 5]);
      await writeSeries(
        file,
        { labels },
        stack,
        { name: 'm', id: 'm', segments },
        new SeriesNumbers(),
        format,
      );
      return { stack, labels };
    };
    const ending = format === 'nifti' ? 'nii.gz' : 'dcm';

    it('hold every pixel in its place', async () => {
      const file = path.join(folder, `even.${ending}`);
      const { stack, labels } = await write('even', file);
      if (format !== 'nifti') {
        const { values = [] } = (await readObjectMask(file, stack)) ?? {};
        expect(Uint8Array.from(values)).toEqual(labels);
        return;
      }
      const { values, size, toPatient } = await readNifti(file);
      expect(size).toEqual(stack.size);
      expect(Uint8Array.from(values)).toEqual(labels);
      expect(toPatient?.flat()).toEqual(stack.toPatient?.flat().map((value) => expect.closeTo(value, 4)));
    });

    it('are refused where the format cannot hold them', async () => {
      const written = write('uneven', path.join(folder, `uneven.${ending}`));
      if (format !== 'nifti') await written;
      else
        await expect(written).rejects.toThrow(
          /not evenly spaced.*--format seg, labelmap, fractional, rtstruct/,
        );
    });
  },
);

it('text of another character set, and series numbers that differ', async () => {
  const images = path.join(folder, 'latin');
  mkdirSync(images);
  const bytes = Buffer.from(
    makeInstance('latin/1/1', { SpecificCharacterSet: 'ISO_IR 100', PatientName: 'M?ller' }),
  );
  bytes[bytes.indexOf('M?ller') + 1] = 0xfc;
  writeFileSync(path.join(images, '1.dcm'), bytes);
  const numbers = new SeriesNumbers();
  const written = [await writeOn(images, numbers), await writeOn(images, numbers)].map(
    ({ bytes: { buffer } }) => readPart10(buffer as ArrayBuffer),
  );
  expect(written.map((seg) => itemOf(seg, 'PatientName')?.Alphabetic)).toEqual(['Müller', 'Müller']);
  expect(written.map((seg) => textOf(seg, 'SeriesNumber'))).toEqual(['9001', '9002']);
});
