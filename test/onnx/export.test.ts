import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from '../support/repositoryRoot';
import type { Differences } from './support/compareOnnx';

jest.setTimeout(120_000);

it('ONNX Runtime computes the same probabilities as each kind of network', () => {
  const script = path.join(__dirname, 'support/compareOnnx.ts');
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toMatchObject({ stdout: expect.stringMatching(/^\{.*\}\n$/) });
  const differences = Object.entries(JSON.parse(stdout) as Differences);
  expect(differences).toHaveLength(6);
  for (const [name, difference] of differences)
    expect({ name, isSame: difference <= 1e-4 }).toEqual({ name, isSame: true });
});
