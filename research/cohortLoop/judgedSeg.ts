import { PRODUCT } from '../../src/dicom/product';
import { readPart10 } from '../../src/dicom/readPart10';
import { textOf } from '../../src/dicom/Attributes';
import { writeSeg } from '../../src/dicom/writeSeg';
import type { Volume } from './readVolumes';
import { writeStudy } from './writeStudy';

/** The reference masks of a volume as a DICOM SEG of a reader who has corrected all of its images. */
export function judgedSeg(volume: Volume): Uint8Array {
  const { slicing, slices } = volume;
  const instances = writeStudy(volume).map((bytes) => readPart10(bytes.buffer as ArrayBuffer));
  const [source] = instances;
  const seg = writeSeg({
    images: instances.map((attributes, z) => ({
      sopClassUID: textOf(attributes, 'SOPClassUID'),
      sopInstanceUID: textOf(attributes, 'SOPInstanceUID'),
      seriesInstanceUID: textOf(attributes, 'SeriesInstanceUID'),
      ...{ frame: 1, frames: 1, rows: slicing.rows, columns: slicing.columns },
      geometry: {
        origin: [0, 0, z * (slicing.spacing?.slice ?? 1)],
        rowCosines: [1, 0, 0],
        columnCosines: [0, 1, 0],
        rowSpacing: slicing.spacing?.row ?? 1,
        columnSpacing: slicing.spacing?.column ?? 1,
        frameOfReferenceUID: textOf(source, 'FrameOfReferenceUID'),
      },
      labelmap: slices[z].labelmap,
      origin: 'corrected',
    })),
    source,
    segments: [{ index: 1, name: 'Foreground' }],
    algorithm: { name: PRODUCT.name, version: PRODUCT.version, interactive: true },
    series: { number: 100, description: 'Corrected' },
    label: 'CORRECTED',
    description: 'Corrected by a simulated reader',
    equipment: { manufacturer: PRODUCT.name, model: PRODUCT.name, version: PRODUCT.version },
  });
  return new Uint8Array(seg.bytes);
}
