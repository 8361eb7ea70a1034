import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSeries } from '../../cli/files/readSeries';
import { readObjectMask } from '../../cli/files/readObjectMask';
import { writeSeg } from '../../cli/files/writeSeg';
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
  await writeSeg(file, labels, stack, { name: 'brain.model', id: 'abc', segments }, numbers);
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
