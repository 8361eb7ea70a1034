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
  expect(leftOut).toBe(
    'left out 6 DICOM files that are no images: contours.dcm (RTSTRUCT), dose.dcm (RTDOSE), report.dcm (SR), ' +
      'seg.dcm (SEG), spectra.dcm (MR) and 1 more',
  );
});

it('refuses a folder in which nothing is left', async () => {
  await expect(listInputs(folderOf({ 'seg.dcm': seg }))).rejects.toThrow(
    /holds no image \(left out .*seg\.dcm \(SEG\)\)\. Put/,
  );
});

it.each([
  ['before its size', 420],
  ['before its pixel data', -40],
])('does not take a truncated image for a report: cut %s', async (_, end) => {
  const folder = folderOf({ 'cut.dcm': makeInstance('study/mr/1').slice(0, end), ...OTHERS });
  await expect(listInputs(folder)).rejects.toThrow('cut.dcm is cut short');
});
