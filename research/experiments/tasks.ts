import path from 'node:path';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { makeFolder } from './makeFolder';
import { writeShifted } from './shiftedImages';

/** A data set with its number of labelled images. */
export interface Task {
  name: string;
  title: string;
  /** `series`: a task of `oneSeries.ts`, where few slices are drawn; otherwise folders of cases. */
  kind?: 'series';
  /** Options of `few-shot evaluate` or `oneSeries.ts` that specify the data. */
  data: string[];
  labelled: number;
  /** Working size, pixels. */
  size: number;
  /** Segmenter steps, if they differ from the default. */
  steps?: number;
  /** Whether all methods take the same number of steps, not the same time. */
  sameSteps?: boolean;
  /** Creates the folders of `data` that do not exist yet. */
  prepare?: () => Promise<void>;
}

/** Folder of the data sets, beside the repository and not part of it. */
export const datasets = path.resolve(repositoryRoot, '../shared/datasets');
const at = (folder: string) => path.join(datasets, folder);

/** Series of one patient with a tumour. */
export const SARCOMAS = {
  mr1: { title: 'MR series (STS_001)', series: 'STS_001/dicom_MR_T1', mask: 'STS_001/mask.nii.gz' },
  mr4: { title: 'MR series (STS_004)', series: 'STS_004/dicom_MR_T1', mask: 'STS_004/mask.nii.gz' },
  pet: { title: 'PET series (STS_001)', series: 'STS_001/dicom_PET', mask: 'STS_001/mask_PET.nii.gz' },
};

/**
 * A task with one series.
 *
 * @param every distance of the drawn slices
 */
export function tumourIn(name: string, data: (typeof SARCOMAS)['pet'], every: 8 | 16 = 8): Task {
  const file = (relative: string) => at(`sarcoma_ct_pet_mr/${relative}`);
  const ordinal = every === 8 ? 'eighth' : 'sixteenth';
  return {
    name,
    title: `soft-tissue sarcoma in one ${data.title}, every ${ordinal} slice drawn, the others predicted`,
    kind: 'series',
    data: [
      ...['--series', file(data.series), '--mask', file(data.mask)],
      ...(every === 8 ? [] : ['--every', String(every)]),
    ],
    labelled: 0,
    size: 64,
  };
}

/** The first cases by name are labelled; a quarter of them is for validation. */
export const TASKS: readonly Task[] = [
  {
    name: 'hippocampus',
    title: 'hippocampus across patients, both labels as one, Dice per volume; 3 volumes x 3 slices',
    data: [
      '--foreground',
      '--train',
      at('hippocampus/train'),
      '--test',
      at('hippocampus/test'),
      '--slices',
      '3',
    ],
    labelled: 3,
    size: 48,
  },
  {
    name: 'jsrt',
    title: 'lungs in chest X-rays; 9 images',
    data: ['--train', at('jsrt_lung')],
    labelled: 9,
    size: 64,
  },
  {
    name: 'lv',
    title: 'left ventricle, cine MR, other patients; 9 images of one patient',
    data: ['--train', at('sunnybrook_lv/train'), '--test', at('sunnybrook_lv/test')],
    labelled: 9,
    size: 64,
  },
  {
    name: 'kvasir',
    title: 'polyps in colonoscopy, in colour; 40 images',
    data: ['--train', at('kvasir_polyp')],
    labelled: 40,
    size: 64,
  },
  tumourIn('sarcoma-1', SARCOMAS.mr1),
  tumourIn('sarcoma-4', SARCOMAS.mr4),
];

/** Methods with several times as many labelled images as `full`, to measure how many labels `full` saves. */
export const EFFICIENCY: readonly { task: string; methods: Record<string, readonly number[]> }[] = [
  { task: 'hippocampus', methods: { none: [4, 8], augment: [2] } },
  { task: 'lv', methods: { none: [4, 8], augment: [2] } },
  { task: 'jsrt', methods: { none: [4, 8], augment: [2] } },
];

/** Tasks with shifted test images, each with the name of the task with the original images. */
export const SHIFTED: readonly { of: string; task: Task }[] = [
  shifted('jsrt', at('jsrt_lung'), at('jsrt_lung'), 9),
  shifted('lv', at('sunnybrook_lv/train'), at('sunnybrook_lv/test'), 0),
];

function shifted(of: string, train: string, test: string, skip: number): { of: string; task: Task } {
  const original = TASKS.find(({ name }) => name === of);
  if (!original) throw new Error(`There is no task ${of}.`);
  const copies = path.join(repositoryRoot, '.cache/shifted', of);
  const task: Task = {
    ...original,
    name: `${of}-shifted`,
    title: `${original.title}; a quarter of the test images each changed by gamma, noise, resolution and inversion`,
    data: ['--train', train, '--test', copies],
    prepare: () => makeFolder(copies, (folder) => writeShifted(test, skip, folder)),
  };
  return { of, task };
}
