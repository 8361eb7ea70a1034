import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { VERSION } from '../../src/data/version';

const root = path.resolve(__dirname, '../..');
const folders = ['.', 'extension', 'modes/few-shot-segment'];

interface PackageDescription {
  version: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  files?: string[];
  types?: string;
}

const describePackage = (folder: string) =>
  JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as PackageDescription;

/** What the packages declare of themselves. */
describe('the packages', () => {
  it.each(folders)('%s is of the one version', (folder) => {
    expect(describePackage(folder).version).toBe(VERSION);
  });

  it('agree on the versions of what they share', () => {
    const { dependencies = {} } = describePackage('.');
    const { dependencies: bundled = {} } = describePackage('extension');
    for (const [name, version] of Object.entries(bundled)) {
      if (dependencies[name]) expect({ [name]: version }).toEqual({ [name]: dependencies[name] });
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
    const { peerDependencies = {} } = describePackage('modes/few-shot-segment');
    expect(peerDependencies['@few-shot-segment/extension']).toBe(VERSION);
  });

  it.each(folders.slice(1))('%s holds its licence, its types and all else that it lists', (folder) => {
    const { files = [], types = '' } = describePackage(folder);
    expect(files).toContain(types);
    for (const file of [...files, 'LICENSE', 'README.md']) {
      expect([file, existsSync(path.join(root, folder, file))]).toEqual([file, true]);
    }
  });
});
