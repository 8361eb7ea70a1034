import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../support/repositoryRoot';

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.data', '.cache', 'test-results']);

/** All files below a folder, by their paths from the repository. */
function filesBelow(folder: string): string[] {
  return readdirSync(path.join(repositoryRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(name) : [name];
  });
}

const files = filesBelow('');
const documents = files
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({ file, text: readFileSync(path.join(repositoryRoot, file), 'utf8') }));

const SOURCE = /\.(ts|tsx|mjs|js|json|jsonl|css|md|sh|py|bin|html)$/;
/** Paths of built, downloaded or users' files, which a fresh checkout does not have. */
const NOT_CHECKED_IN =
  /(^|\/)dist(\/|$)|^plugins\/|^bench\/|^test-results\/|^\.data|^\.cache|^\/|^(images|masks|DIR)\/|report\.json|app-config\.js|few-shot-(worker|dicom)\.js|extension\.js|mode\.js|pluginConfig\.json|index\.html|vk_swiftshader_icd\.json|NAME\.ts/;

const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
const names = new Set(files.map((file) => path.basename(file)));

/** Words in backticks that name a file or a folder of the repository. */
function pathsIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)]
    .map(([, word]) => word.replace(/:\d+$/, ''))
    .filter((word) => /^[\w.@/-]+$/.test(word) && !NOT_CHECKED_IN.test(word))
    .filter((word) => SOURCE.test(word) || (word.includes('/') && folders.has(word.split('/')[0])));
}

/** Whether a path exists, seen from the document or the repository. A bare file name may be in any folder. */
function isThere(document: string, name: string): boolean {
  const from = [path.dirname(document), '.'].map((folder) => path.join(repositoryRoot, folder, name));
  return from.some((file) => existsSync(file)) || (!name.includes('/') && names.has(name));
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-');
}

const problems = (find: (document: { file: string; text: string }) => string[]) =>
  documents.flatMap((document) => find(document).map((problem) => `${document.file}: ${problem}`));

describe('documents', () => {
  it('name files and folders that exist', () => {
    expect(problems(({ file, text }) => pathsIn(text).filter((name) => !isThere(file, name)))).toEqual([]);
    // The check would notice: it finds paths, and a wrong one is missing.
    expect(documents.flatMap(({ text }) => pathsIn(text)).length).toBeGreaterThan(30);
    expect(isThere('README.md', 'src/nothing.ts')).toBe(false);
  });

  it('link to files and headings that exist', () => {
    const broken = problems(({ file, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [name, anchor] = target.split('#');
          const linked = path.join(repositoryRoot, name === '' ? file : path.join(path.dirname(file), name));
          if (!existsSync(linked)) return true;
          if (anchor === undefined) return false;
          const headings = [...readFileSync(linked, 'utf8').matchAll(/^#+ (.+)$/gm)];
          return !headings.some(([, heading]) => anchorOf(heading) === anchor);
        }),
    );
    expect(broken).toEqual([]);
  });

  it('name npm scripts that exist', () => {
    const manifest = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const unknown = problems(({ text }) =>
      [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)]
        .map(([, script]) => script)
        .filter((script) => !(script in manifest.scripts)),
    );
    expect(unknown).toEqual([]);
  });

  it('have lines that an editor shows whole, tables aside', () => {
    const long = problems(({ text }) =>
      text
        .replace(/^<!-- table [\s\S]*?end of table -->/gm, '')
        .split('\n')
        .filter((line) => line.length > 120 && !line.startsWith('|') && !line.includes('http')),
    );
    expect(long).toEqual([]);
  });
});
