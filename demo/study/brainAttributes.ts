import { brainStudy, type BrainSeries } from './brainSeries';

/** Attributes of every file in the study "Brain T1". */
export const brainStudyAttributes = {
  SpecificCharacterSet: 'ISO_IR 192',
  StudyDate: '20240102',
  StudyTime: '090000',
  AccessionNumber: 'DEMO1',
  ReferringPhysicianName: '',
  StudyDescription: 'Brain T1',
  PatientName: 'Demo^Brain',
  PatientID: 'DEMO-BRAIN',
  PatientBirthDate: '',
  PatientSex: 'O',
  StudyInstanceUID: brainStudy.uid,
  StudyID: '1',
  FrameOfReferenceUID: brainStudy.frameOfReferenceUID,
  PositionReferenceIndicator: '',
};

/** Attributes shared by all images of one of its MR series. */
export function brainSeriesAttributes(series: BrainSeries): Record<string, unknown> {
  return {
    ...brainStudyAttributes,
    SOPClassUID: mrImageStorage,
    SeriesInstanceUID: series.uid,
    SeriesNumber: series.number,
    SeriesDescription: series.description,
    SeriesDate: '20240102',
    SeriesTime: '090000',
    Modality: 'MR',
    Manufacturer: 'Few-Shot Segment demo',
    BodyPartExamined: 'BRAIN',
  };
}

export const mrImageStorage = '1.2.840.10008.5.1.4.1.1.4';
