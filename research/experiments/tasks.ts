import path from 'node:path';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { makeFolder } from './makeFolder';
import { writeShifted } from './shiftedImages';

/** A data set with its number of labelled images. */
export interface Task {
  name: string;
  title: string;
  /** `series`: a task of `oneSeries.ts`, where every eighth slice is drawn; otherwise folders of cases. */
  kind?: 'series';
  /** Options of `few-shot evaluate` or `oneSeries.ts` that specify the data. */
  data: string[];
  labelled: number;
  /** Working size, pixels. */
  size: number;
  /** Segmenter steps, if they differ from the default. */
  steps?: number;
  /** Creates the folders of `data` that do not exist yet. */
  prepare?: () => Promise<void>;
}

/** Folder of the data sets, beside the repository and not part of it. */
export const datasets = path.resolve(repositoryRoot, '../shared/datasets');
const at = (folder: string) => path.join(datasets, folder);

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
  ...['STS_001', 'STS_004'].map((patient): Task => {
    const folder = at(`sarcoma_ct_pet_mr/${patient}`);
    return {
      name: `sarcoma-${patient.slice(-1)}`,
      title: `soft-tissue sarcoma in one MR series (${patient}), every eighth slice drawn, the others predicted`,
      kind: 'series',
      data: ['--series', `${folder}/dicom_MR_T1`, '--mask', `${folder}/mask.nii.gz`],
      labelled: 0,
      size: 64,
    };
  }),
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
