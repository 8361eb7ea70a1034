import { copyFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../cli/main';
import { temporaryFolder } from '../support/temporaryFolder';
import { pngOf, writePhantoms } from './support/phantoms';
import type { Run } from './support/runFewShot';
import { runFewShot, TINY } from './support/runFewShot';

const root = temporaryFolder();
let made = 0;

jest.setTimeout(120_000);

/** Creates three valid cases in a new folder. */
function goodFolder(): string {
  const folder = path.join(root, String(made++));
  writePhantoms(folder, 'png', 3);
  return folder;
}

interface BadCase {
  what: string;
  spoil?(folder: string): void;
  options?: string[];
  /** Texts that the message must contain: the file or option, and what to do. */
  says: (string | RegExp)[];
}

const empty = pngOf(32, 24, new Uint8Array(32 * 24));

/** Options that cannot be used, and the texts that the message must contain. */
const BAD_OPTIONS: Record<string, string[]> = {
  '--labelled 3': ['3 cases', '--labelled'],
  '--labelled 1': ['at least two', '--labelled'],
  '--size 50': ['--size', 'multiple of 16'],
  '--method magic': [
    'magic',
    'none, augment, separate, end-to-end, genseg, genseg-separate, generated, full',
  ],
  '--without generator,salt': [
    '--without',
    '"salt" is none of matching, initialisation, interpolation, generator, within-scene, drop-unfaithful-pairs, end-to-end, include-validation',
  ],
  '--segmenter resnet': ['resnet', 'unet, deeplab, attention'],
  '--seed -1': ['--seed', 'at least 0'],
  '--sead 1': ['--sead', '--seed', '--help'],
  '--minutes 0': ['--minutes', 'above 0'],
  '--threads 0': ['--threads', 'from 1 to 8'],
  '--group case(': ['--group', 'case(', 'Unterminated group'],
  '--group ^patient': ['--group ^patient matches none of the 3 cases ("case1"', 'Give a regular expression'],
  '--group case': ['none is left for testing', '--group', '--test'],
  '--labels 7 --foreground': ['7', '--labels'],
  '--labels 7': ['7', '--labels'],
};

const CASES: BadCase[] = [
  {
    what: 'a missing mask',
    spoil: (folder) => rmSync(path.join(folder, 'masks/case2.png')),
    says: ['images/case2.png', 'masks/case2.*', 'take the image away'],
  },
  {
    what: 'a missing image',
    spoil: (folder) => rmSync(path.join(folder, 'images/case2.png')),
    says: ['masks/case2.png', 'images/case2.*', 'take the mask away'],
  },
  {
    what: 'a damaged image',
    spoil: (folder) => truncateSync(path.join(folder, 'images/case3.png'), 60),
    says: ['images/case3.png', 'not a readable PNG file', 'Export it again'],
  },
  {
    what: 'a mask of another size',
    spoil: (folder) => writeFileSync(path.join(folder, 'masks/case1.png'), pngOf(8, 8, new Uint8Array(64))),
    says: ['masks/case1.png of', 'images/case1.png has 8 x 8', 'of 32 x 24', 'grid of its image'],
  },
  {
    what: 'an empty folder',
    spoil: (folder) => {
      rmSync(path.join(folder, 'masks'), { recursive: true });
      mkdirSync(path.join(folder, 'masks'));
    },
    says: [/masks is empty/, 'Put PNG'],
  },
  {
    what: 'no images folder',
    spoil: (folder) => renameSync(path.join(folder, 'images'), path.join(folder, 'pictures')),
    says: ['images cannot be listed', 'Give a folder'],
  },
  {
    what: 'no foreground anywhere',
    spoil: (folder) => {
      for (const n of [1, 2, 3]) writeFileSync(path.join(folder, `masks/case${n}.png`), empty);
    },
    says: ['No mask has any foreground'],
  },
  {
    what: 'no foreground in the labelled cases',
    spoil: (folder) => {
      for (const n of [1, 2]) writeFileSync(path.join(folder, `masks/case${n}.png`), empty);
    },
    says: ['None of the 2 labelled cases (case1, case2)', '--labelled'],
  },
  {
    what: 'a file of no known kind',
    spoil: (folder) => writeFileSync(path.join(folder, 'images/notes.txt'), 'x'.repeat(200)),
    says: ['images/notes.txt', 'neither PNG', 'Take it away'],
  },
  {
    what: 'two images of one name',
    spoil: (folder) =>
      copyFileSync(path.join(folder, 'images/case1.png'), path.join(folder, 'images/case1.jpg')),
    says: ['case1.jpg', 'case1.png', 'Rename'],
  },
  ...Object.entries(BAD_OPTIONS).map(([line, says]) => ({ what: line, options: line.split(' '), says })),
];

describe('bad input ends with code 2 and says which file or option, and what to do', () => {
  it.each(CASES)('$what', async ({ spoil, options = [], says }) => {
    const folder = goodFolder();
    spoil?.(folder);
    const words = ['evaluate', '--train', folder, '--labelled', '2', '--backend', 'wasm', '--json'];
    const { code, stdout, stderr } = await runHere(...words, ...options);
    for (const part of says) expect(stderr).toMatch(typeof part === 'string' ? literally(part) : part);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('ends with code 1 when something else fails', async () => {
    const words = ['evaluate', '--train', goodFolder(), '--labelled', '2', '--json', '--method', 'augment'];
    // This can only be detected when the report is written: a folder has taken its place.
    const out = path.join(root, 'taken');
    mkdirSync(path.join(out, 'report.json'), { recursive: true });
    const { code, stdout, stderr } = await runFewShot(...words, ...TINY, '--out', out);
    expect(stderr).toContain('report.json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('refuses an output that cannot be written before anything is trained', async () => {
    writeFileSync(path.join(root, 'file'), '');
    mkdirSync(path.join(root, 'folder'), { recursive: true });
    const words = ['--train', goodFolder(), '--labelled', '2'];
    const [below, folder] = [
      await runHere('evaluate', ...words, '--out', path.join(root, 'file/below')),
      await runHere('train', ...words, '--out', path.join(root, 'folder')),
    ];
    expect(below.stderr).toMatch(
      /--out: .*file.below is no usable folder, a file is in the way\. Name another/,
    );
    expect(folder.stderr).toMatch(/--out .*folder is a folder\. Name a file in it/);
    expect([below.code, folder.code]).toEqual([2, 2]);
  });

  it('says the same from a process of its own', async () => {
    const { code, stdout, stderr } = await runFewShot(
      'evaluate',
      '--train',
      path.join(root, 'nowhere'),
      '--json',
    );
    expect(stderr).toMatch(/^few-shot: .*nowhere.images cannot be listed .* Give a folder that exists\.\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('asks for a command, and explains itself', async () => {
    const [nothing, help, unknown] = await Promise.all([
      runFewShot(),
      runFewShot('evaluate', '--help'),
      runFewShot('segment'),
    ]);
    expect(nothing.code).toBe(2);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/Examples:[\s\S]*few-shot evaluate --train/);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown command 'segment'") });
  });
});

/** Runs the command line in this process, which is much faster than starting a new one each time. */
async function runHere(...words: string[]): Promise<Run> {
  const outputs = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      outputs[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await main(words), ...outputs };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** A pattern that matches this text with any white space, as the message may wrap. */
function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+'));
}
