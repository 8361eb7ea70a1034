import type { Ohif } from '../ohif/Ohif';
import type { NaturalisedDataset } from '../ohif/types';
import { SessionError } from '../state/SessionError';

type StoreFunction = (dataset: NaturalisedDataset) => Promise<void>;

/** Lets the browser save a dataset as a DICOM file, by OHIF's own writer. */
export async function downloadSeg(ohif: Ohif, dataset: NaturalisedDataset, fileName: string): Promise<void> {
  const save = ohif.commands.run('createStoreFunction', {
    dataSource: 'download',
    defaultFileName: fileName,
  }) as StoreFunction | null | undefined;
  if (!save) throw new SessionError('This viewer cannot save DICOM files. Use Store to archive.');
  await save(dataset);
  // OHIF lists the file as a series of the study, where it would look as if it were in the archive.
  const { displaySetService } = ohif.services;
  for (const { displaySetInstanceUID, SeriesInstanceUID } of displaySetService.getActiveDisplaySets()) {
    if (SeriesInstanceUID === dataset.SeriesInstanceUID)
      displaySetService.deleteDisplaySet(displaySetInstanceUID);
  }
}
