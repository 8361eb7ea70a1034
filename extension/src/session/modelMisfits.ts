import type { ImageUnit } from '../../../src/dicom/imageUnit';
import { unitMisfit } from '../../../src/dicom/unitMisfit';
import type { LibraryEntry } from '../../../src/storage/LibraryEntry';

/** The images of a study, as far as a model's fit depends on them. */
export interface StudyKind {
  modalities: readonly string[];
  /** As DICOM spells them; empty where they are unknown. */
  bodyParts: readonly string[];
  /** Of each series. */
  units: readonly ImageUnit[];
  colour: boolean;
}

/** Why a model may not fit a study, as sentences for the reader; empty if nothing speaks against it. */
export function modelMisfits(
  learnt: Pick<LibraryEntry, 'modalities' | 'bodyParts' | 'units' | 'channels'>,
  study: StudyKind,
): string[] {
  const { modalities, bodyParts, units, channels } = learnt;
  const misfits: string[] = [];
  const differ = (a: readonly string[], b: readonly string[]) =>
    a.length > 0 && b.length > 0 && !a.some((one) => b.includes(one));
  if (differ(modalities, study.modalities)) {
    misfits.push(
      `It learnt ${modalities.join(' and ')}; these images are ${study.modalities.join(' and ')}.`,
    );
  }
  if (differ(bodyParts, study.bodyParts)) {
    misfits.push(
      `It learnt the body part ${bodyParts.join(' and ')}; here it is ${study.bodyParts.join(' and ')}.`,
    );
  }
  misfits.push(...new Set(study.units.map((unit) => unitMisfit(units, unit)).filter(Boolean)));
  if (channels === 3 && !study.colour) misfits.push('It learnt colour images; these are grey.');
  if (channels === 1 && study.colour) misfits.push('It learnt grey images and does not see colours.');
  return misfits;
}
