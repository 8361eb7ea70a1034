import { temporaryFolder } from '../support/temporaryFolder';
import { MASKS_READ, writePhantoms } from './support/phantoms';
import { report } from './support/report';
import { runFewShot, TINY } from './support/runFewShot';

const folder = temporaryFolder();
/** Just enough steps for one step of the outer level. */
const STEPS = 10;
const GENERATOR_STEPS = 2;

jest.setTimeout(300_000);

beforeAll(() => writePhantoms(folder, 'png', 4));

const evaluate = (...more: string[]) =>
  runFewShot(
    ...['evaluate', '--train', folder, '--labelled', '2', ...TINY, '--steps', String(STEPS)],
    ...['--generator-steps', String(GENERATOR_STEPS), ...more],
  );

async function learntBy(...more: string[]) {
  const { code, stdout, stderr } = await evaluate('--json', ...more);
  expect({ code, stderr }).toEqual({ code: 0, stderr: MASKS_READ });
  return report.parse(JSON.parse(stdout));
}

describe('methods', () => {
  it('end-to-end moves the mixing and the architecture, which separate leaves as they were', async () => {
    const [separate, endToEnd] = await Promise.all([
      learntBy('--method', 'separate'),
      learntBy('--method', 'end-to-end'),
    ]);
    for (const { steps } of [separate, endToEnd]) expect(steps).toBe(GENERATOR_STEPS + STEPS);
    expect(new Set(separate.learnt.architecture?.flat().map((share) => share.toFixed(6))).size).toBe(1);
    expect(endToEnd.learnt.architecture).not.toEqual(separate.learnt.architecture);
    expect(endToEnd.learnt.syntheticShare).not.toBeCloseTo(separate.learnt.syntheticShare ?? 0, 6);
  });

  it('full can generate and is the default', async () => {
    // After two steps the generator's pairs would all be dropped.
    const { method, steps, learnt } = await learntBy('--without', 'within-scene,drop-unfaithful-pairs');
    expect(method).toBe('full');
    expect(steps).toBe(GENERATOR_STEPS + STEPS);
    expect(learnt.syntheticShare).toBeGreaterThan(0);
  });

  it('train as many networks as asked for', async () => {
    const { steps } = await learntBy('--networks', '2');
    expect(steps).toBe(2 * STEPS);
  });

  it('train for the time they are given', async () => {
    const stepsIn = async (minutes: string) => {
      const { code, stdout } = await runFewShot(
        ...['evaluate', '--train', folder, '--labelled', '2', '--size', '32', '--width', '4'],
        ...['--backend', 'wasm', '--method', 'augment', '--json', '--minutes', minutes],
      );
      expect(code).toBe(0);
      const { steps, seconds } = report.parse(JSON.parse(stdout));
      return { steps, train: seconds.train };
    };
    const short = await stepsIn('0.05');
    const long = await stepsIn('0.15');
    // Machines are noisy, so the bounds are wide.
    expect(long.steps).toBeGreaterThan(1.5 * short.steps);
    expect(long.train).toBeGreaterThan(3);
    expect(long.train).toBeLessThan(27);
  });

  it('full tells in its table what it learnt', async () => {
    const { code, stdout } = await evaluate(
      '--method',
      'full',
      '--without',
      'within-scene,drop-unfaithful-pairs',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Generated pairs: \d+\.\d % of the loss at the end$/m);
    expect(stdout).toMatch(/Seconds: reading [\d.]+, generator/);
  });

  it('full leaves out generated pairs that do not show the structures, and says so', async () => {
    const { code, stdout } = await evaluate('--method', 'full', '--without', 'within-scene');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Generated pairs: none, they did not show the structures$/m);
  });

  it.each([[], ['--without', 'generator']])('full trains no generator across images %p', async (...more) => {
    const { steps, learnt } = await learntBy(...more);
    expect(steps).toBe(STEPS);
    expect(learnt).toEqual({
      syntheticShare: null,
      architecture: null,
      interpolated: 0,
      initialised: false,
      continued: false,
      validationIncluded: more.length > 0,
    });
  });
});

describe('help', () => {
  it.each(['evaluate', 'train'])('of %s explains what the options do', async (command) => {
    const { code, stdout } = await runFewShot(command, '--help');
    expect(code).toBe(0);
    for (const option of ['--minutes <m>', '--foreground ', '--group <regex>', '--without <list>']) {
      expect(stdout).toContain(option);
    }
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain('the numbers of steps follow from the speed of this machine');
    expect(words).toContain('merges all labels of the masks into one segment');
    expect(words).toContain(
      'With --group and at least three labelled patients, the cases of a patient are either all for training',
    );
  });
});
