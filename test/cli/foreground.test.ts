import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Dataset, type ReadingOptions } from '../../cli/cases/Dataset';
import { readCase } from '../../cli/cases/readCase';
import { readNifti } from '../../cli/files/readNifti';
import { readSeries } from '../../cli/files/readSeries';
import { writeSeries } from '../../cli/files/seriesFormats';
import { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { temporaryFolder } from '../support/temporaryFolder';
import { phantomVolume, writePhantoms } from './support/phantoms';
import { runFewShot, TINY } from './support/runFewShot';

const folder = temporaryFolder();
const at = (...parts: string[]) => path.join(folder, ...parts);
const FORMATS = ['png', 'nifti', 'dicom-seg'] as const;
const COUNT = 3;

jest.setTimeout(120_000);

beforeAll(async () => {
  writePhantoms(at('png'), 'png', COUNT);
  writePhantoms(at('nifti'), 'nifti', COUNT);
  writePhantoms(at('dicom-seg'), 'dicom-series', COUNT);
  for (let n = 1; n <= COUNT; n++) await toSeg(`case${n}`);
});

/** Replaces a NIfTI mask with a DICOM segmentation. */
async function toSeg(name: string): Promise<void> {
  const [series, nifti] = [at('dicom-seg/images', name), at(`dicom-seg/masks/${name}.nii.gz`)];
  const files = {
    name,
    image: { path: series, kind: 'series' as const },
    mask: { path: nifti, kind: 'nifti' as const },
  };
  const { mask } = await readCase(files);
  const segments = [1, 2].map((index) => ({ index, name: String(index) }));
  mkdirSync(at('dicom-seg/masks'), { recursive: true });
  const output = at(`dicom-seg/masks/${name}.dcm`);
  await writeSeries(
    output,
    { labels: Uint8Array.from(mask) },
    await readSeries(series),
    { name: 'phantom', id: 'abc', segments },
    new SeriesNumbers(),
  );
  rmSync(nifti);
}

/** Labels of the data set, with the number of voxels of each in its first case. */
async function read(format: string, options: ReadingOptions) {
  const dataset = await Dataset.open(at(format), undefined, options, () => undefined);
  const { slices } = await dataset.load(dataset.train[0]);
  const labels = slices.flatMap(({ labelmap }) => [...labelmap]);
  return {
    labels: dataset.rule.labels,
    counts: [1, 2, 255].map((label) => labels.filter((value) => value === label).length),
  };
}

describe('--foreground', () => {
  const sphere = phantomVolume(1)
    .flatMap(({ mask }) => [...mask])
    .filter(Boolean).length;

  it.each(['nifti', 'dicom-seg'])(
    'makes one label of all, or of those of --labels, in %s',
    async (format) => {
      const apart = await read(format, {});
      expect(apart.labels).toEqual([1, 2]);
      const [right, left] = apart.counts;
      expect([right > 0, left > 0, right + left]).toEqual([true, true, sphere]);
      expect(await read(format, { foreground: true })).toEqual({ labels: [1], counts: [sphere, 0, 0] });
      expect(await read(format, { foreground: true, labels: [1, 2] })).toEqual({
        labels: [1],
        counts: [sphere, 0, 0],
      });
      expect(await read(format, { foreground: true, labels: [2] })).toEqual({
        labels: [1],
        counts: [left, 0, 0],
      });
    },
  );

  it('makes label 1 of a value of a picture', async () => {
    const plain = await read('png', {});
    expect(await read('png', { foreground: true })).toEqual(plain);
    const named = await read('png', { labels: [255] });
    expect(named.counts).toEqual([0, 0, plain.counts[0]]);
    expect(await read('png', { labels: [255], foreground: true })).toEqual(plain);
  });

  it.each(FORMATS)('trains one segment "Foreground" on %s', async (format) => {
    const words = ['train', '--train', at(format), '--foreground', '--method', 'none', ...TINY];
    const { code, stdout } = await runFewShot(...words, '--out', at(`${format}.model`));
    expect(code).toBe(0);
    expect(stdout).toContain('.model: Foreground, 3 cases, ');
  });

  it('evaluates, trains and predicts one segment', async () => {
    const words = ['--train', at('nifti'), '--foreground', '--labels', '2', '--method', 'none', ...TINY];
    const [evaluated, trained] = await Promise.all([
      runFewShot('evaluate', ...words, '--labelled', '2', '--json', '--steps', '60'),
      runFewShot('train', ...words, '--names', 'Left half', '--out', at('half.model'), '--steps', '60'),
    ]);
    expect(evaluated.code).toBe(0);
    expect(trained.stdout).toContain('.model: Left half, 3 cases, ');
    const predicted = await runFewShot(
      ...['predict', '--model', at('half.model'), '--in', at('nifti/images'), '--out', at('masks')],
      ...['--backend', 'wasm'],
    );
    expect(predicted.code).toBe(0);
    // Label 2 is segment 1 of the model.
    expect(new Set((await readNifti(at('masks/case1.nii'))).values)).toEqual(new Set([0, 1]));
  });
});
