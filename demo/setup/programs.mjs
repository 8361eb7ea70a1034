import { existsSync } from 'node:fs';
import path from 'node:path';
import { runProcess } from './npm.mjs';

/** Programs that the tests need besides Node: possible paths, and the Debian packages that contain them. */
const programs = [
  {
    name: 'Chromium',
    files: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ],
    packages: ['chromium'],
  },
  {
    name: 'Orthanc',
    files: ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/bin/Orthanc', '/opt/homebrew/bin/Orthanc'],
    packages: ['orthanc'],
  },
  {
    name: "Orthanc's DICOMweb plugin",
    files: [
      '/usr/share/orthanc/plugins/libOrthancDicomWeb.so',
      '/usr/local/share/orthanc/plugins/libOrthancDicomWeb.so',
    ],
    packages: ['orthanc-dicomweb'],
  },
  {
    name: 'Redis',
    files: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
    packages: ['redis-server'],
  },
  { name: 'dciodvfy', files: ['/usr/bin/dciodvfy'], packages: ['dicom3tools'] },
  { name: 'gdcmconv', files: ['/usr/bin/gdcmconv'], packages: ['libgdcm-tools'] },
  { name: 'dcmcjpeg', files: ['/usr/bin/dcmcjpeg'], packages: ['dcmtk'] },
  {
    name: 'pydicom',
    files: ['/usr/lib/python3/dist-packages/pydicom/__init__.py'],
    packages: ['python3-pydicom'],
  },
  {
    name: 'NumPy',
    files: ['/usr/lib/python3/dist-packages/numpy/__init__.py'],
    packages: ['python3-numpy'],
  },
];

/**
 * Installs the programs that the tests need if that is possible without asking (Debian, as root); otherwise
 * prints what to install. Never fails: the tests report missing programs.
 *
 * @param {(message: string) => void} say
 */
export async function ensurePrograms(say) {
  const missing = programs.filter(({ files }) => !files.some((file) => existsSync(file)));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const packages = missing.flatMap((program) => program.packages);
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    say(`Not installed: ${names}. On Debian: apt-get install ${packages.join(' ')}`);
    return;
  }
  say(`Installing ${names} ...`);
  const apt = (...args) =>
    runProcess('/usr/bin/env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args], {
      cwd: path.sep,
      name: `apt-get ${args[0]}`,
    });
  try {
    await apt('update');
    await apt('install', '--yes', '--no-install-recommends', ...packages);
  } catch (error) {
    say(`${names} could not be installed. ${error.message}`);
  }
}
