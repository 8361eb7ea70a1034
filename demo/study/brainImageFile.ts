import { brainSeriesAttributes } from './brainAttributes';
import { cutPlane, type BrainImage } from './brainSeries';
import type { Volume } from './Volume';
import { writePart10 } from '../../src/dicom/writePart10';

/** One image of the T1 volume as an MR Image Storage file with 16-bit unsigned pixels. */
export function brainImageFile(volume: Volume, image: BrainImage): Uint8Array {
  const pixels = Uint16Array.from(cutPlane(volume, image));
  return new Uint8Array(
    writePart10(
      {
        ...brainSeriesAttributes(image.series),
        ImageType: ['DERIVED', 'SECONDARY', 'MPR'],
        SOPInstanceUID: image.uid,
        InstanceNumber: image.instanceNumber,
        AcquisitionNumber: 1,
        ContentDate: '20240102',
        ContentTime: '090000',
        ScanningSequence: 'GR',
        SequenceVariant: 'NONE',
        ScanOptions: '',
        MRAcquisitionType: '3D',
        RepetitionTime: '',
        EchoTime: '',
        EchoTrainLength: '',
        PatientPosition: 'HFS',
        ImagePositionPatient: image.position,
        ImageOrientationPatient: image.orientation,
        PixelSpacing: image.spacing,
        SliceThickness: image.sliceDistance / 2,
        SpacingBetweenSlices: image.sliceDistance,
        SamplesPerPixel: 1,
        PhotometricInterpretation: 'MONOCHROME2',
        Rows: image.rows,
        Columns: image.columns,
        BitsAllocated: 16,
        BitsStored: 16,
        HighBit: 15,
        PixelRepresentation: 0,
        WindowCenter: 128,
        WindowWidth: 256,
        RescaleIntercept: 0,
        RescaleSlope: 1,
        RescaleType: 'US',
        PixelData: pixels.buffer,
      },
      'OW',
    ),
  );
}
