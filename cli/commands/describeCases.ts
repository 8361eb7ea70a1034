import { textOf, type Attributes } from '../../src/dicom/Attributes';
import { imageUnit } from '../../src/dicom/imageUnit';
import type { TrainedOn } from '../../src/worker/protocol';
import type { CaseFiles, Source } from '../cases/CaseFiles';
import { readBytes } from '../files/readBytes';
import { readAttributes } from '../files/readDicom';
import { filesIn } from '../files/readSeries';
import type { UnitNotes } from '../report/UnitNotes';

/**
 * The kinds of images in cases that are DICOM; other files do not tell them.
 *
 * @param notes is told the unit of each case
 */
export async function describeCases(cases: readonly CaseFiles[], notes: UnitNotes): Promise<TrainedOn> {
  const [modalities, bodyParts, units] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { name, image } of cases) {
    const headers = await headersOf(image);
    if (headers.length === 0) continue;
    const [first] = headers;
    const modality = textOf(first, 'Modality');
    const unit = imageUnit(modality, headers);
    notes.add(name, modality, unit);
    modalities.add(modality);
    bodyParts.add(textOf(first, 'BodyPartExamined').trim());
    units.add(unit.unit);
  }
  const list = (set: Set<string>) => [...set].filter(Boolean);
  return { modalities: list(modalities), bodyParts: list(bodyParts), units: list(units) };
}

/** Attributes of the first image; of PET, of all images. */
async function headersOf({ path, kind }: Source): Promise<Attributes[]> {
  if (kind !== 'dicom' && kind !== 'series') return [];
  const [first, ...rest] = kind === 'dicom' ? [path] : await filesIn(path);
  const header = async (file: string) => readAttributes(file, await readBytes(file));
  const headers = [await header(first)];
  if (textOf(headers[0], 'Modality') !== 'PT') return headers;
  for (const file of rest) headers.push(await header(file));
  return headers;
}
