import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readDicom } from '../../cli/files/readDicom';
import { hostileFiles } from '../support/hostileDicom';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();

/** Generous, because the machine may be busy; without limits these take from seconds to for ever. */
const MOST_MS = 2500;

test.each(Object.entries(hostileFiles()))('%s is refused by name, and at once', async (_what, bytes) => {
  const file = path.join(folder, 'hostile.dcm');
  writeFileSync(file, bytes);
  const start = performance.now();
  await expect(readDicom(file)).rejects.toThrow('hostile.dcm is not a readable DICOM file');
  expect(performance.now() - start).toBeLessThan(MOST_MS);
});
