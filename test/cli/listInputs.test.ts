import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listInputs } from '../../cli/commands/listInputs';
import { makeInstance } from '../support/makeInstance';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeReport } from './support/makeReport';

const root = temporaryFolder();
let made = 0;

/** Writes files into a new folder. */
function folderOf(files: Record<string, Uint8Array>): string {
  const folder = path.join(root, String(made++));
  mkdirSync(folder);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  return folder;
}

const seg = makeInstance('study/seg/1', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4', Modality: 'SEG' });
const OTHERS = {
  'contours.dcm': makeReport({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3', Modality: 'RTSTRUCT' }),
  'dose.dcm': makeInstance('study/dose/1', {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.2',
    Modality: 'RTDOSE',
  }),
  // Spectra have rows and columns, but no pixels.
  'spectra.dcm': makeReport({ Rows: 8, Columns: 8, Modality: 'MR' }),
  'state.dcm': makeReport({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.11.1', Modality: 'PR' }),
  'report.dcm': makeReport(),
};

it('leaves out what is no image or was derived from one, and names it', async () => {
  const images = { '1.dcm': makeInstance('study/mr/1'), '2.dcm': makeInstance('study/mr/2') };
  const { inputs, leftOut } = await listInputs(folderOf({ ...images, ...OTHERS, 'seg.dcm': seg }));
  expect(inputs.map(({ files }) => files.map((file) => path.basename(file)))).toEqual([['1.dcm', '2.dcm']]);
  expect(leftOut.describe()).toBe(
    [
      'left out 6 files:',
      'contours.dcm: an RT structure set (RTSTRUCT)',
      'dose.dcm: a dose distribution (RTDOSE)',
      'report.dcm: a structured report (SR)',
      'seg.dcm: a segmentation (SEG)',
      'spectra.dcm: no image (MR)',
      'state.dcm: a presentation state (PR)',
    ].join('\n  '),
  );
});

it('refuses a folder in which nothing is left', async () => {
  await expect(listInputs(folderOf({ 'seg.dcm': seg }))).rejects.toThrow(
    /holds no image\. Put[^]*left out 1 file:\n {2}seg\.dcm: a segmentation/,
  );
});

it.each([
  ['before its size', 420],
  ['before its pixel data', -40],
])('leaves out what cannot be read, with the reason: an image cut %s', async (_, end) => {
  const image = makeInstance('study/mr/1');
  const files = { 'cut.dcm': image.slice(0, end), 'image.dcm': image, 'notes.txt': Uint8Array.of(1) };
  const { inputs, leftOut } = await listInputs(folderOf(files));
  expect(inputs).toHaveLength(1);
  expect(leftOut.describe()).toMatch(
    /left out 2 files:\n {2}cut\.dcm: .*is cut short.*\n {2}notes\.txt: neither PNG/,
  );
});
