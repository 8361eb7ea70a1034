import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readNifti } from '../../cli/files/readNifti';
import { readPng } from '../../cli/files/readPng';
import { readObjectMask } from '../../cli/files/readObjectMask';
import { readSeries } from '../../cli/files/readSeries';
import { readPart10 } from '../../src/dicom/readPart10';
import { writePart10 } from '../../src/dicom/writePart10';
import { readModel, writeModel } from '../../src/storage/modelFile';
import { readSeg } from '../support/readSeg';
import { petHeader } from '../support/petHeader';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeReport } from './support/makeReport';
import type { PhantomFormat } from './support/phantoms';
import { pngOf, writePhantoms } from './support/phantoms';
import { report } from './support/report';
import { runFewShot, TINY } from './support/runFewShot';

const folder = temporaryFolder();
const at = (...parts: string[]) => path.join(folder, ...parts);

jest.setTimeout(120_000);

const FORMATS: PhantomFormat[] = ['png', 'jpeg', 'nifti', 'dicom-image', 'dicom-series'];

beforeAll(() => {
  for (const format of FORMATS) writePhantoms(at(format), format, 4);
});

describe('evaluate', () => {
  const evaluate = (data: string, ...more: string[]) =>
    runFewShot('evaluate', '--train', at(data), ...TINY, ...more);

  it.each(FORMATS)('prints one JSON object, and nothing else, on %s', async (format) => {
    const words = ['--labelled', '2', '--method', 'augment', '--json'];
    const { code, stdout, stderr } = await evaluate(format, ...words);
    // Notes on stderr tell how masks are read and, as the JPEG phantoms are tinted, images.
    const colour = format === 'jpeg' ? 'few-shot: 4 of 4 images are in colour: .+\\n' : '';
    const note = new RegExp(`^${colour}few-shot: masks: .+\\n$`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(note) });
    const parsed = report.parse(JSON.parse(stdout));
    expect(parsed.dice.cases.map(({ name }) => name)).toEqual(['case3', 'case4']);
    expect(parsed).toMatchObject({ dataset: format, labelled: 2, size: 32, steps: 3 });
    expect(parsed.hd95.unit).toBe(format === 'png' || format === 'jpeg' ? 'pixels' : 'mm');
  });

  it('learns a phantom: the same with the same seed', async () => {
    const words = ['--test', at('dicom-image'), '--method', 'none', '--json', '--steps', '60', '--seed', '3'];
    const run = () => evaluate('png', ...words);
    const [first, second] = await Promise.all([run(), run()]);
    const { dice, labelled, hd95 } = report.parse(JSON.parse(first.stdout));
    expect(labelled).toBe(4);
    expect(dice.mean).toBeGreaterThan(0.8);
    // The PNG files have no pixel size.
    expect(hd95.unit).toBe('pixels');
    expect(report.parse(JSON.parse(second.stdout)).dice).toEqual(dice);
  });

  it('trains another segmenter', async () => {
    const segmenter = 'deeplab';
    const words = ['--labelled', '2', '--method', 'none', '--json', '--steps', '60'];
    const { code, stdout } = await evaluate('png', ...words, '--segmenter', segmenter);
    expect(code).toBe(0);
    const parsed = report.parse(JSON.parse(stdout));
    expect(parsed.segmenter).toBe(segmenter);
    expect(parsed.dice.mean).toBeGreaterThan(0.8);
  });

  it('trains a generator with the method separate, prints a table and writes overlays', async () => {
    const out = at('overlays');
    const words = ['--labelled', '2', '--pick', 'random', '--method', 'separate', '--generator-steps', '2'];
    const { code, stdout } = await evaluate('nifti', ...words, '--out', out);
    expect(code).toBe(0);
    expect(stdout).toContain('method separate, segmenter unet, 2 labelled, seed 0, 32 x 32, wasm, 5 steps');
    expect(stdout).toMatch(/Case +Dice +HD95 mm/);
    expect(stdout).toMatch(/Seconds: reading [\d.]+, generator [\d.]+, segmenter [\d.]+, predicting/);
    const files = readdirSync(out).sort();
    expect(files.map((file) => file.replace(/_.*/, ''))).toEqual(['best', 'median', 'report.json', 'worst']);
    const { size } = await readPng(path.join(out, files[0]));
    expect(size[0]).toBeGreaterThanOrEqual(448);
    report.parse(JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')));
  });
});

describe('train and predict', () => {
  const train = (data: string, model: string, ...more: string[]) =>
    runFewShot('train', '--train', at(data), '--method', 'none', '--out', at(model), ...TINY, ...more);
  const predict = (model: string, from: string, out: string, ...more: string[]) =>
    runFewShot('predict', '--model', at(model), '--in', from, '--out', at(out), '--backend', 'wasm', ...more);

  it('writes PNG masks of photographs', async () => {
    const trained = await train('jpeg', 'pictures.model', '--names', 'Disc', '--steps', '60');
    expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('Disc, 4 cases, ') });
    // A few steps from nothing learn nothing; from a model they keep what it knows.
    const further = await train('jpeg', 'further.model', '--continue', at('pictures.model'));
    expect(further.code).toBe(0);
    expect(Number(/training Dice ([\d.]+)/.exec(further.stdout)?.[1])).toBeGreaterThan(0.8);
    const { code, stdout } = await predict('pictures.model', at('jpeg/images'), 'pictures');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(4);
    const mask = await readPng(at('pictures/case1.png'));
    expect(mask.size).toEqual([32, 24, 1]);
    expect(new Set(mask.values)).toEqual(new Set([0, 255]));
  });

  it('writes NIfTI with the header of the image, and a DICOM SEG of a series', async () => {
    const trained = await train('nifti', 'volumes.model', '--names', 'Right half,Left half', '--steps', '80');
    expect(trained.code).toBe(0);
    const other = await train('png', 'other.model', '--continue', at('volumes.model'));
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('knows the mask values 1 Right half'),
    });

    expect((await predict('volumes.model', at('nifti/images'), 'volumes')).code).toBe(0);
    const source = await readNifti(at('nifti/images/case1.nii'));
    const labels = await readNifti(at('volumes/case1.nii'));
    expect(labels.toPatient).toEqual(source.toPatient);
    expect(labels.size).toEqual(source.size);
    expect(Buffer.from(labels.head.subarray(148, 228)).toString()).toContain('phantom');
    expect(labels.values.some((value) => value > 0)).toBe(true);
    expect(Math.max(...labels.values)).toBeLessThanOrEqual(2);

    // A study often holds a report and earlier segmentations, too.
    cpSync(at('dicom-series/images'), at('study'), { recursive: true });
    writeFileSync(at('study/case1/report.dcm'), makeReport());
    const predicted = await predict('volumes.model', at('study'), 'segs');
    const leftOut = 'few-shot: left out 1 file:\n  case1/report.dcm: a structured report (SR)\n';
    expect(predicted).toMatchObject({ code: 3, stderr: leftOut });
    expect(predicted.stdout.trim().split('\n')).toHaveLength(4);
    const bytes = readFileSync(at('segs/case1.dcm'));
    const { dataset, masks } = readSeg(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(dataset).toMatchObject({ SegmentationType: 'BINARY', Rows: 24, Columns: 32 });
    expect([dataset.SegmentSequence].flat()).toMatchObject([
      { SegmentLabel: 'Right half', SegmentAlgorithmType: 'AUTOMATIC' },
      { SegmentLabel: 'Left half', SegmentAlgorithmType: 'AUTOMATIC' },
    ]);
    const series = await readSeries(at('dicom-series/images/case1'));
    const uids = series.frames.map(({ source: { attributes } }) => attributes.SOPInstanceUID);
    expect([...masks.keys()].every((uid) => uids.includes(uid))).toBe(true);
    const frames = [dataset.PerFrameFunctionalGroupsSequence].flat() as unknown as {
      PlanePositionSequence: { ImagePositionPatient: number[] }[];
      DerivationImageSequence: { SourceImageSequence: { ReferencedSOPInstanceUID: string }[] }[];
    }[];
    for (const frame of frames) {
      const uid = frame.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID;
      const { position } = series.frames[uids.indexOf(uid)];
      expect(frame.PlanePositionSequence[0].ImagePositionPatient.map(Number)).toEqual(position);
    }
    // The same volumes in two formats must give the same masks on the same voxels.
    const onSeries = (await readObjectMask(at('segs/case1.dcm'), series))?.values ?? new Float32Array();
    const differing = onSeries.filter((label, i) => label !== labels.values[i]).length;
    expect(differing).toBeLessThan(0.01 * onSeries.length);

    // A model of the viewer sees the series as the viewer does, with its place in the patient.
    const { description, ...rest } = readModel(Uint8Array.from(readFileSync(at('volumes.model'))).buffer);
    const { wholeImage, ...field } = description.field;
    expect(wholeImage).toBe('mm');
    writeFileSync(
      at('viewer.model'),
      new Uint8Array(writeModel({ ...rest, description: { ...description, field } })),
    );
    const [viewed, refused] = await Promise.all([
      predict('viewer.model', at('dicom-series/images'), 'viewed'),
      predict('viewer.model', at('nifti/images'), 'refused'),
    ]);
    expect(viewed.code).toBe(0);
    const inViewer = (await readObjectMask(at('viewed/case1.dcm'), series))?.values ?? new Float32Array();
    const others = inViewer.filter((label, i) => label !== labels.values[i]).length;
    expect(others).toBeLessThan(0.05 * inViewer.length);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('give a DICOM series') });
  });

  it('prepares for other series where they are named', async () => {
    const intensities = async (...more: string[]) => {
      const { code } = await train('nifti', 'any.model', '--labelled', '1', ...more);
      expect(code).toBe(0);
      const bytes = readFileSync(at('any.model'));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      return readModel(file).description.intensities;
    };
    expect(await intensities()).toBe('robust');
    expect(await intensities('--unlabelled', at('png/images'))).toBe('linear');
  });

  it('writes the probabilities of a series, of at least one half where its masks are', async () => {
    const images = at('dicom-series/images/case1');
    const [written, refused] = await Promise.all([
      predict('volumes.model', images, 'fractions', '--format', 'fractional', '--report'),
      predict('volumes.model', images, 'outlines', '--format', 'rtstruct', '--report'),
    ]);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--report describes a DICOM SEG'),
    });
    const series = await readSeries(images);
    const [masks = [], fractions = []] = await Promise.all(
      ['segs/case1.dcm', 'fractions/case1.dcm'].map(
        async (file) => (await readObjectMask(at(file), series))?.values,
      ),
    );
    const marked = masks.filter((label) => label > 0).length;
    expect(marked).toBeGreaterThan(100);
    // The report has the volumes of the masks, in ml.
    expect(written.stdout).toMatch(/case1-report\.dcm: volumes\n/);
    const [voxel] = [series.spacing ?? [0]].map((spacing) => spacing.reduce((size, edge) => size * edge));
    const text = JSON.stringify(
      readPart10(Uint8Array.from(readFileSync(at('fractions/case1-report.dcm'))).buffer),
    );
    const volumes = [...text.matchAll(/"NumericValue":"?([\d.]+)/g)].map(([, volume]) => Number(volume));
    expect(volumes).toEqual(
      [1, 2].map((segment) =>
        expect.closeTo((masks.filter((label) => label === segment).length * voxel) / 1000, 7),
      ),
    );
    // They differ where islands were removed.
    expect(masks.filter((label, i) => label !== fractions[i]).length).toBeLessThan(marked / 5);
  });

  it('predicts negatives of what it learnt as if they were none', async () => {
    mkdirSync(at('negatives'));
    for (const n of [1, 2]) {
      const { values } = await readPng(at(`png/images/case${n}.png`));
      writeFileSync(
        at(`negatives/case${n}.png`),
        pngOf(
          32,
          24,
          Uint8Array.from(values, (value) => 255 - value),
        ),
      );
    }
    await train('png', 'upright.model', '--method', 'full');
    await predict('upright.model', at('png/images'), 'upright');
    await predict('upright.model', at('negatives'), 'turned');
    for (const n of [1, 2]) {
      const [upright, turned] = [
        await readPng(at(`upright/case${n}.png`)),
        await readPng(at(`turned/case${n}.png`)),
      ];
      expect(turned.values).toEqual(upright.values);
    }
  });

  it('never writes masks among the images that it reads', async () => {
    const before = readFileSync(at('png/images/case1.png'));
    for (const out of ['png/images', 'png/images/masks']) {
      const { code, stderr } = await predict('pictures.model', at('png/images'), out);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('Name a folder outside') });
    }
    expect(existsSync(at('png/images/masks'))).toBe(false);
    expect(readFileSync(at('png/images/case1.png'))).toEqual(before);
  });

  it('knows the units of PET, and refuses what is no model or does not say how large it is', async () => {
    const none = await predict('nifti/images/case1.nii', at('nifti/images'), 'nothing');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('few-shot train') });
    // The same images as PET; one of them also without the patient's weight.
    cpSync(at('dicom-image'), at('pet'), { recursive: true });
    mkdirSync(at('weightless'));
    const writePet = (file: string, image: object, more = {}) =>
      writeFileSync(at(file), new Uint8Array(writePart10({ ...image, ...petHeader(more) }, 'OW')));
    for (const file of readdirSync(at('pet/images'))) {
      const image = readPart10(Uint8Array.from(readFileSync(at('pet/images', file))).buffer);
      writePet(`pet/images/${file}`, image);
      if (file.startsWith('case1')) writePet(`weightless/${file}`, image, { PatientWeight: '' });
    }
    const trained = await train('pet', 'mm.model');
    expect(trained.stderr).toContain('few-shot: values: PT in SUV (4)\n');
    const { metadata } = readModel(Uint8Array.from(readFileSync(at('mm.model'))).buffer);
    expect(metadata).toMatchObject({ trainedOn: { modalities: ['PT'], units: ['SUV'] } });
    const [pixels, weightless] = await Promise.all([
      predict('mm.model', at('png/images'), 'nothing'),
      predict('mm.model', at('weightless'), 'weightless-masks'),
    ]);
    expect(weightless.code).toBe(0);
    expect(weightless.stderr).toMatch(
      /^few-shot: values: PT in Bq\/ml \(1\)\n.*case1.*: It learnt PET in SUV; here PET is in Bq\/ml, as its header lacks PatientWeight\.\n$/,
    );
    expect(pixels).toMatchObject({ code: 2, stderr: expect.stringMatching(/case1\.png.*mm/) });
    expect(existsSync(at('nothing/case1.png'))).toBe(false);
  });
});
