import path from 'node:path';
import { main } from '../../cli/main';
import type { TrainingInput } from '../../src/learning/TrainingInput';
import * as learning from '../../src/learning/train';
import { temporaryFolder } from '../support/temporaryFolder';
import { writePhantoms } from './support/phantoms';
import { TINY } from './support/runFewShot';

jest.mock('../../src/learning/train', () => ({
  train: jest.fn().mockRejectedValue(new Error('no training')),
}));

const folder = temporaryFolder();

jest.setTimeout(120_000);

beforeAll(() => writePhantoms(folder, 'nifti', 4));

/** The input that a command passes to the engine. */
async function inputOf(command: string, ...more: string[]): Promise<TrainingInput> {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const out = command === 'train' ? ['--out', path.join(folder, 'model')] : [];
  await main([command, '--train', folder, '--labelled', '3', ...out, ...TINY, ...more]);
  expect(stderr.mock.lastCall?.[0]).toBe('few-shot: no training\n');
  stderr.mockRestore();
  const [input] = jest.mocked(learning.train).mock.lastCall ?? [];
  if (!input) throw new Error('The engine was not asked.');
  return input;
}

describe.each(['evaluate', 'train'])('%s tells the engine', (command) => {
  it('of --group whose the examples are', async () => {
    const { examples } = await inputOf(command, '--group', 'case(?=[12])');
    const patients = new Map(examples.map(({ image, patientId }) => [image.seriesId, patientId]));
    expect(patients.get('case1')).toBeDefined();
    expect(patients.get('case1')).toBe(patients.get('case2'));
    expect(patients.get('case3')).not.toBe(patients.get('case1'));
  });

  it('of --foreground one segment of the labels', async () => {
    const drawn = ({ examples }: TrainingInput) =>
      examples.flatMap(({ labelmap }) => [...labelmap]).filter((label) => label > 0);
    const apart = await inputOf(command);
    expect(apart.segments).toHaveLength(2);
    const together = await inputOf(command, '--foreground');
    expect(together.segments).toEqual([{ index: 1, name: 'Foreground' }]);
    expect(drawn(together)).toEqual(drawn(apart).map(() => 1));
    const left = await inputOf(command, '--foreground', '--labels', '2');
    expect(drawn(left)).toEqual(
      drawn(apart)
        .filter((label) => label === 2)
        .map(() => 1),
    );
  });

  it('the steps, which replace the time, and what to leave out', async () => {
    const { plan } = await inputOf(command, '--minutes', '1.5', '--without', 'include-validation');
    expect(plan).toMatchObject({ seconds: undefined, includeValidationAt: undefined });
    expect(plan.outerEvery).toBeGreaterThan(0);
    expect((await inputOf(command, '--method', 'augment')).plan).toMatchObject({ includeValidationAt: 0 });
  });
});
