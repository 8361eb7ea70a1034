import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readPart10 } from '../../src/dicom/readPart10';
import { dciodvfy, hasDciodvfy } from '../support/dciodvfy';
import { hasRedis, startRedis } from '../support/redis';
import { hasOrthanc, startOrthanc, type Orthanc } from '../support/orthanc';
import { readSeg } from '../support/readSeg';
import { storeInstances } from '../support/storeInstances';
import { stopProcess } from '../support/stopProcess';
import { temporaryFolder } from '../support/temporaryFolder';
import { writePhantoms } from '../cli/support/phantoms';
import { runFewShot, startFewShot, TINY } from '../cli/support/runFewShot';
import { childrenOf } from './support/childrenOf';
import { cohortStudies, SPHERES } from './support/cohortStudies';
import { judgedCopy } from './support/judgedCopy';
import { storedSegs } from './support/storedSegs';

jest.setTimeout(600_000);

/** `npm run test:cohort` takes more. */
const isLong = process.env.COHORT_STUDIES !== undefined;
const STUDIES = Number(process.env.COHORT_STUDIES ?? 8);
const withOrthanc = hasOrthanc() ? describe : describe.skip;
const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const studies = cohortStudies(STUDIES);
const withFate = (fate: string) => studies.filter((study) => study.fate === fate);

/** A running `few-shot cohort run`. */
function startRun(...words: string[]) {
  const child = startFewShot('cohort', 'run', ...words);
  let output = '';
  const watchers: (() => void)[] = [];
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    watchers.forEach((watch) => watch());
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    ended,
    output: () => output,
    /** Waits until it has settled a study. */
    settled: () =>
      new Promise<void>((resolve, reject) => {
        const watch = () => /^2\.25\.\d+: /m.test(output) && resolve();
        watchers.push(watch);
        void ended.then(() => reject(new Error(`The run ended too early:\n${output}`)));
        watch();
      }),
  };
}

const orthancReason = hasOrthanc() ? '' : ' (skipped: Orthanc is not installed)';
withOrthanc(`few-shot cohort${orthancReason}`, () => {
  let orthanc: Orthanc;
  let words: string[];
  const run = (...more: string[]) => [...words, '--state', at('first.state'), ...more];

  beforeAll(async () => {
    mkdirSync(at('data'));
    writePhantoms(at('data'), 'nifti', 3);
    const training = ['--train', at('data'), '--foreground', '--method', 'none', '--steps', '40'];
    const [trained, started] = await Promise.all([
      runFewShot('train', ...TINY, ...training, '--out', at('spheres.model')),
      startOrthanc(),
    ]);
    expect(trained).toMatchObject({ code: 0 });
    orthanc = started;
    for (const { instances } of studies)
      expect((await storeInstances(orthanc.dicomWebUrl, instances)).status).toBe(200);
    words = ['--model', at('spheres.model'), '--dicomweb', orthanc.dicomWebUrl, '--series', SPHERES];
    words.push('--backend', 'wasm', '--workers', '2');
  });
  afterAll(() => orthanc?.stop());

  /** Expects a folder of DICOM SEGs to hold the objects and masks of the archive. */
  async function expectSame(out: string): Promise<void> {
    for (const { uid } of withFate('predicted').slice(0, 8)) {
      const stored = await storedSegs(orthanc.dicomWebUrl, uid);
      const files = readdirSync(path.join(out, uid)).sort();
      expect(files).toEqual([...stored.keys()].map((name) => `${name}.dcm`).sort());
      for (const file of files) {
        const { buffer } = Uint8Array.from(readFileSync(path.join(out, uid, file)));
        const other = stored.get(file.replace('.dcm', '')) as ArrayBuffer;
        expect(readSeg(buffer).masks).toEqual(readSeg(other).masks);
      }
    }
  }

  it('says beforehand what it would do, and does nothing', async () => {
    const { code, stdout } = await runFewShot('cohort', 'run', ...run('--dry-run'));
    expect(code).toBe(0);
    for (const { uid, fate } of studies)
      expect(stdout.includes(`\n${uid} `) || stdout.startsWith(uid)).toBe(fate !== 'excluded');
    expect(stdout).toMatch(/\d+ {2}series: SeriesDescription~sphere: it is "T2"/);
    expect(stdout).toMatch(/\d+ {2}series: SR: holds no images to predict/);
    expect(await storedSegs(orthanc.dicomWebUrl, studies[0].uid)).toEqual(new Map());
  });

  it('loses and doubles nothing when run, worker and archive are killed', async () => {
    const first = startRun(...run());
    await first.settled();
    await stopProcess(first.child, 'SIGKILL');

    const second = startRun(...run());
    await second.settled();
    process.kill(childrenOf(second.child.pid as number)[0], 'SIGKILL');
    await orthanc.crash();
    await orthanc.restart();
    const code = await second.ended;
    expect({ code, output: second.output() }).toMatchObject({ code: 3 });

    const counts = `${withFate('predicted').length} done, 0 in work, 0 waiting, ${withFate('failed').length} failed`;
    const status = await runFewShot('cohort', 'status', '--state', at('first.state'));
    expect(status.stdout).toContain(counts);
    for (const { uid } of withFate('failed')) {
      expect(status.stdout).toMatch(
        new RegExp(`${uid}: Series "Sphere": instance [\\d.]+: its pixel data is too short`),
      );
    }
    for (const { uid, fate, masks } of studies) {
      const segs = await storedSegs(orthanc.dicomWebUrl, uid);
      expect({ uid, masks: segs.size }).toEqual({ uid, masks: fate === 'predicted' ? masks : 0 });
      for (const seg of segs.values()) {
        if (hasDciodvfy) expect(dciodvfy(seg)).toEqual([]);
        expect([...readSeg(seg).masks.values()].some((mask) => mask.includes(1))).toBe(true);
      }
    }
  });

  it('reports what needs a look most first, on a page that needs nothing else', async () => {
    const report = (file: string) =>
      runFewShot('cohort', 'report', '--state', at('first.state'), '--out', at(file));
    const [page, table] = await Promise.all([report('report.html'), report('report.csv')]);
    expect([page.code, table.code]).toEqual([0, 0]);
    const masks = withFate('predicted').reduce((sum, study) => sum + study.masks, 0);
    const lines = readFileSync(at('report.csv'), 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(1 + masks + withFate('failed').length);
    expect(lines[1]).toMatch(/,failed,10,"?Series ""Sphere"": instance/);
    const html = readFileSync(at('report.html'), 'utf8');
    expect(html.match(/src="data:image\/jpeg;base64,[^"]{500,}"/g)).toHaveLength(masks);
    for (const { uid, fate } of studies) {
      const link = `few-shot-segment?StudyInstanceUIDs=${uid}`;
      expect(html.includes(link)).toBe(fate !== 'excluded');
      for (const seg of (await storedSegs(orthanc.dicomWebUrl, uid)).keys())
        expect(html).toContain(`${link}&amp;fewShotReview=${seg}"`);
    }
    expect(html).not.toMatch(/(src|href)="(?!data:|http:\/\/127.0.0.1:3000\/few-shot-segment)/);
  });

  it('stores the same objects when a study is predicted again', async () => {
    const out = at('segs');
    const again = await runFewShot('cohort', 'run', ...words, '--state', at('second.state'), '--store', out);
    expect(again.code).toBe(3);
    await expectSame(out);
    if (!isLong) return;
    const third = await runFewShot('cohort', 'run', ...words, '--state', at('third.state'));
    expect(third.code).toBe(3);
    const [{ uid, masks }] = withFate('predicted');
    expect((await storedSegs(orthanc.dicomWebUrl, uid)).size).toBe(masks);
  });

  it('stores another kind of DICOM SEG beside those that are there', async () => {
    const [{ uid, masks }] = withFate('predicted');
    const study = [...words, '--query', `StudyInstanceUID=${uid}`, '--store', at('fractions')];
    const state = ['--state', at('fractions.state'), '--format'];
    expect(await runFewShot('cohort', 'run', ...study, ...state, 'fractional')).toMatchObject({ code: 0 });
    const segs = readdirSync(at(path.join('fractions', uid))).map((file) =>
      readPart10(Uint8Array.from(readFileSync(at(path.join('fractions', uid, file)))).buffer),
    );
    expect(segs).toHaveLength(masks);
    const stored = await storedSegs(orthanc.dicomWebUrl, uid);
    for (const seg of segs) {
      expect(seg.SegmentationType).toBe('FRACTIONAL');
      expect(new Set(new Uint8Array([seg.PixelData].flat()[0] as ArrayBuffer)).size).toBeGreaterThan(2);
      expect(stored.has(String(seg.SOPInstanceUID))).toBe(false);
    }
  });

  const withRedis = hasRedis() ? it : it.skip;
  const redisReason = hasRedis() ? '' : ' (skipped: redis-server is not installed)';
  if (isLong) {
    withRedis(
      `gives the same masks in Redis, though run, worker and Redis are killed${redisReason}`,
      async () => {
        const redis = await startRedis();
        const out = at('redis');
        const shared = [...words, '--redis', redis.url, '--store', out];
        const first = startRun(...shared);
        await first.settled();
        await stopProcess(first.child, 'SIGKILL');
        const second = startRun(...shared);
        await second.settled();
        process.kill(childrenOf(second.child.pid as number)[0], 'SIGKILL');
        await redis.crash();
        await redis.restart();
        expect({ code: await second.ended, output: second.output() }).toMatchObject({ code: 3 });
        const status = await runFewShot('cohort', 'status', '--redis', redis.url);
        expect(status.stdout).toContain(`${withFate('predicted').length} done, 0 in work, 0 waiting`);
        await expectSame(out);
      },
    );
  }

  it('collects what a reader has judged', async () => {
    const collect = () =>
      runFewShot('cohort', 'collect', '--state', at('first.state'), '--out', at('collected'));
    const [{ uid }] = withFate('predicted');
    const [[, proposed]] = await storedSegs(orthanc.dicomWebUrl, uid);
    expect(await collect()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is accepted or corrected'),
    });
    const judged = judgedCopy(proposed);
    expect((await storeInstances(orthanc.dicomWebUrl, [judged])).status).toBe(200);
    expect(await collect()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(': 1 series with judged masks'),
    });
    const [series] = readdirSync(at('collected/images'));
    expect(readdirSync(at(`collected/images/${series}`))).toHaveLength(6);
    const { buffer } = Uint8Array.from(readFileSync(at(`collected/masks/${series}.dcm`)));
    expect(readSeg(buffer).masks).toEqual(readSeg(proposed).masks);
    if (!isLong) return;
    const words = [
      '--train',
      at('collected'),
      '--out',
      at('further.model'),
      '--continue',
      at('spheres.model'),
    ];
    expect(await runFewShot('train', ...TINY, '--method', 'none', ...words)).toMatchObject({ code: 0 });
  });

  it('refuses a state of another cohort', async () => {
    const other = await runFewShot('cohort', 'run', ...run('--format', 'labelmap'));
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its format is seg, not labelmap'),
    });
  });
});
