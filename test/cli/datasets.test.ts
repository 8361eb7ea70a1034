import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readDicom } from '../../cli/files/readDicom';
import { filesIn } from '../../cli/files/readSeries';
import { repositoryRoot } from '../support/repositoryRoot';
import { temporaryFolder } from '../support/temporaryFolder';
import type { DatasetSummary } from './support/summariseDatasets';

/** Development data beside the repository, available on some machines only. */
const folder = path.resolve(repositoryRoot, '../shared/datasets');
const there = existsSync(folder);
const withData = there ? describe : describe.skip;
const reason = there ? '' : ` (skipped: there is no ${path.relative(repositoryRoot, folder)})`;

jest.setTimeout(120_000);

/** As many of each folder are read: all of them would take a minute. */
const CASES = 12;
const copies = temporaryFolder();

/** Copies the first cases of a folder; returns the copy. */
function copyFirst(name: string): string {
  for (const part of ['images', 'masks']) {
    const source = path.join(folder, name, part);
    for (const file of readdirSync(source).sort().slice(0, CASES)) {
      cpSync(path.join(source, file), path.join(copies, name, part, file));
    }
  }
  return path.join(copies, name);
}

withData(`the development data is read without training${reason}`, () => {
  it('a folder of images and masks of each kind', () => {
    const expected: Record<string, [labels: number[], volumes: boolean]> = {
      jsrt_lung: [[1], false],
      kvasir_polyp: [[1], false],
      fuseg_foot_ulcer: [[1], false],
      'hippocampus/test': [[1, 2], true],
    };
    const folders = Object.keys(expected).map(copyFirst);
    const script = path.join(repositoryRoot, 'test/cli/support/summariseDatasets.ts');
    const output = execFileSync(process.execPath, ['--import', 'tsx', script, ...folders], {
      cwd: repositoryRoot,
      encoding: 'utf8',
    });
    const found = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as DatasetSummary);
    expect(found).toEqual(
      Object.entries(expected).map(([name, [labels, volumes]]) => ({
        folder: path.join(copies, name),
        cases: CASES,
        labels,
        inMillimetres: volumes,
        volumes: [volumes, volumes, volumes],
        foreground: [true, true, true],
      })),
    );
  });

  it.each([
    'ct_gantry_tilt',
    'mr_anisotropic_slope_signed',
    'mr_enhanced_philips_multiframe',
    'mr_enhanced_siemens_multiframe',
    'mr_ge_oblique_signed',
    'mr_j2k_lossless_4sl',
    'mr_jpeglossless_sv1_4sl',
    'mr_jpegls_4sl',
    'mr_rle_4sl',
    'mr_rgb_j2k',
    'mr_philips_oblique_implicit',
  ])('DICOM %s', async (name) => {
    const files = await filesIn(path.join(folder, 'dicom/geometry_and_encodings', name));
    const { frames, rows, columns } = await readDicom(files[0]);
    expect(frames.length).toBeGreaterThan(0);
    const { channels } = frames[0];
    expect(channels).toBe(name === 'mr_rgb_j2k' ? 3 : 1);
    expect(frames[0].pixels).toHaveLength(rows * columns * channels);
    expect(new Set(frames[0].pixels).size).toBeGreaterThan(20);
  });

  it('the lossless encodings of one image hold the same pixels', async () => {
    const names = ['mr_j2k_lossless_4sl', 'mr_jpeglossless_sv1_4sl', 'mr_jpegls_4sl', 'mr_rle_4sl'];
    const [first, ...others] = await Promise.all(
      names.map(async (name) => {
        const [file] = await filesIn(path.join(folder, 'dicom/geometry_and_encodings', name));
        return (await readDicom(file)).frames[0].pixels;
      }),
    );
    for (const other of others)
      expect(Buffer.from(other.buffer).equals(Buffer.from(first.buffer))).toBe(true);
  });
});
