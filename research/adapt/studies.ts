import path from 'node:path';
import { Dataset } from '../../cli/cases/Dataset';
import type { CaseFiles } from '../../cli/cases/CaseFiles';
import { planeImage } from '../../cli/engine/planeImage';
import { planeOf } from '../../cli/engine/trainOnCases';
import type { Example } from '../../src/data/Image';
import { spread } from '../../src/data/spread';
import { datasets } from '../experiments/tasks';

/** The images of one patient, in order, with their masks. */
export interface Study {
  name: string;
  slices: Example[];
}

/** Studies that a model has learnt, and others of the same kind. */
export interface StudySet {
  learnt: Study[];
  others: Study[];
  /** Number of images of a learnt study that are drawn. */
  drawn: number;
  /** Whether the images of a study form a volume, so that outlines are propagated between them. */
  stacks: boolean;
}

/** Number of other studies of each set. */
const OTHERS = 4;

/** The sets by name. */
export const SETS: Record<string, () => Promise<StudySet>> = {
  // A study is a volume.
  hippocampus: () => read('hippocampus', ({ name }) => name, { learnt: 4, drawn: 5, stacks: true }),
  // A study is the frames of a patient: SC-HF-I-09-IM-0001-0007 is one of SC-HF-I-09.
  lv: () =>
    read('sunnybrook_lv', ({ name }) => name.replace(/-IM-.*/, ''), { learnt: 4, drawn: 5, stacks: false }),
};

async function read(
  folder: string,
  studyOf: (files: CaseFiles) => string,
  { learnt, ...rest }: { learnt: number; drawn: number; stacks: boolean },
): Promise<StudySet> {
  const at = (part: string) => path.join(datasets, folder, part);
  const dataset = await Dataset.open(at('train'), at('test'), { foreground: true }, () => undefined);
  const collect = async (cases: readonly CaseFiles[], count: number): Promise<Study[]> => {
    const names = spread([...new Set(cases.map(studyOf))], count);
    const studies = names.map((name): Study => ({ name, slices: [] }));
    for (const files of cases) {
      const study = studies.find(({ name }) => name === studyOf(files));
      if (!study) continue;
      const one = await dataset.load(files);
      one.slices.forEach(({ labelmap }, z) => {
        const at = study.slices.length;
        const image = planeImage(planeOf(one, z), `${study.name} ${at}`, study.name, at);
        study.slices.push({ image, labelmap, patientId: study.name });
      });
    }
    return studies;
  };
  return {
    ...rest,
    learnt: await collect(dataset.train, learnt),
    others: await collect(dataset.test ?? [], OTHERS),
  };
}
