import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { stemOf } from '../../cli/files/fileKind';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { makeFolder } from './makeFolder';
import type { Task } from './tasks';
import { datasets, SARCOMAS, tumourIn } from './tasks';

/** A subset of a data set's pairs, to be copied to a separate folder. */
interface Part {
  images: string;
  masks: string;
  /** Selects from the sorted names of the images. */
  take: (names: string[]) => string[];
}

const at = (folder: string) => path.join(datasets, folder);
const copies = (name: string) => path.join(repositoryRoot, '.cache/confirmation', name);
const pairsOf = (folder: string, take: Part['take']): Part => ({
  images: at(`${folder}/images`),
  masks: at(`${folder}/masks`),
  take,
});

const POLYPS = 40;

/**
 * Held-out tasks with other structures, patients and images than those of `TASKS`. They guided no choice and
 * show how well the method generalises. Never tune on them.
 */
export const CONFIRMATION: readonly Task[] = [
  prepared(
    {
      name: 'heart',
      title: 'heart in chest X-rays; 9 images',
      data: ['--train', copies('heart')],
      labelled: 9,
      size: 64,
    },
    {
      heart: { images: at('jsrt_lung/images'), masks: at('jsrt_lung/masks_heart'), take: (names) => names },
    },
  ),
  prepared(
    {
      name: 'lv-2',
      title: 'left ventricle, cine MR, other patients; 9 images of the second patient by name',
      data: ['--train', copies('lv-2'), '--test', at('sunnybrook_lv/test')],
      labelled: 9,
      size: 64,
    },
    {
      'lv-2': pairsOf('sunnybrook_lv/train', (names) =>
        names.filter((name) => name.startsWith('SC-HF-I-02')),
      ),
    },
  ),
  prepared(
    {
      name: 'hippocampus-2',
      title: 'hippocampus across patients, both labels as one; the next 3 volumes by name x 3 slices',
      data: [
        ...['--foreground', '--slices', '3', '--train', copies('hippocampus-2')],
        ...['--test', at('hippocampus/test')],
      ],
      labelled: 3,
      size: 48,
    },
    { 'hippocampus-2': pairsOf('hippocampus/train', (names) => names.slice(3, 6)) },
  ),
  prepared(
    {
      name: 'kvasir-2',
      title: 'polyps in colonoscopy, in colour; images 41 to 80 by name, tested on the others',
      data: ['--train', copies('kvasir-2'), '--test', copies('kvasir-2-test')],
      labelled: POLYPS,
      size: 64,
    },
    {
      'kvasir-2': pairsOf('kvasir_polyp', (names) => names.slice(POLYPS, 2 * POLYPS)),
      'kvasir-2-test': pairsOf('kvasir_polyp', (names) => [
        ...names.slice(0, POLYPS),
        ...names.slice(2 * POLYPS),
      ]),
    },
  ),
  {
    name: 'ulcer',
    title:
      'foot ulcers, in colour; 20 images (this task has guided two choices: unfaithful pairs, Dice by image)',
    data: ['--train', at('fuseg_foot_ulcer')],
    labelled: 20,
    size: 64,
  },
  tumourIn('sarcoma-pet', SARCOMAS.pet),
  tumourIn('sarcoma-1-sparse', SARCOMAS.mr1, 16),
  tumourIn('sarcoma-4-sparse', SARCOMAS.mr4, 16),
  tumourIn('sarcoma-pet-sparse', SARCOMAS.pet, 16),
];

function prepared(task: Task, parts: Record<string, Part>): Task {
  const prepare = async () => {
    for (const [name, part] of Object.entries(parts)) {
      await makeFolder(copies(name), (folder) => copyPart(part, folder));
    }
  };
  return { ...task, prepare };
}

/** @throws Error that names an image without a mask */
function copyPart({ images, masks, take }: Part, target: string): void {
  const maskOf = new Map(readdirSync(masks).map((name) => [stemOf(name), name]));
  for (const name of take(readdirSync(images).sort())) {
    const mask = maskOf.get(stemOf(name));
    if (!mask) throw new Error(`${path.join(images, name)} has no mask in ${masks}.`);
    cpSync(path.join(images, name), path.join(target, 'images', name));
    cpSync(path.join(masks, mask), path.join(target, 'masks', mask));
  }
}
