import { textOf, type DicomJson } from '../../../demo/archive/dicomJson';
import { dicomwebClient } from '../../support/dicomwebClient';

const SERIES = '0020000E';
const INSTANCE = '00080018';

/** The DICOM SEGs that an archive has of a study, by SOP Instance UID. */
export async function storedSegs(
  dicomWebUrl: string,
  studyInstanceUID: string,
): Promise<Map<string, ArrayBuffer>> {
  const client = dicomwebClient(dicomWebUrl);
  const found = new Map<string, ArrayBuffer>();
  const series: DicomJson[] = await client.searchForSeries({
    studyInstanceUID,
    queryParams: { Modality: 'SEG' },
  });
  for (const one of series) {
    const seriesInstanceUID = textOf(one, SERIES);
    for (const instance of await client.searchForInstances({ studyInstanceUID, seriesInstanceUID })) {
      const sopInstanceUID = textOf(instance, INSTANCE);
      const place = { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
      found.set(sopInstanceUID, await client.retrieveInstance(place));
    }
  }
  return found;
}
