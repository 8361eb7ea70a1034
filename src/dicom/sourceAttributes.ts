import { textOf, type Attributes } from './Attributes';

/** Type 2 attributes of the patient and study modules: always written, empty if the images have none. */
const REQUIRED = [
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyID',
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'ReferringPhysicianName',
];
/** Written if the images have them. */
const OPTIONAL = [
  'IssuerOfPatientID',
  'PatientAge',
  'PatientIdentityRemoved',
  'DeidentificationMethod',
  'StudyDescription',
  'StudyInstanceUID',
];
const LOSSY = ['LossyImageCompression', 'LossyImageCompressionRatio', 'LossyImageCompressionMethod'];

/** Lossy compression of the images, which objects with pixels pass on. */
export function lossyAttributes(source: Attributes): Attributes {
  const taken = LOSSY.filter((keyword) => isPresent(source[keyword]));
  return {
    LossyImageCompression: '00',
    ...Object.fromEntries(taken.map((keyword) => [keyword, source[keyword]])),
  };
}

/** The attributes that an object copies from its images: patient and study. */
export function sourceAttributes(source: Attributes): Attributes {
  const taken = [...REQUIRED, ...OPTIONAL].filter((keyword) => isPresent(source[keyword]));
  return {
    // Text from dcmjs and DICOMweb is already decoded; it is written as UTF-8.
    SpecificCharacterSet: 'ISO_IR 192',
    ...Object.fromEntries(REQUIRED.map((keyword) => [keyword, ''])),
    ...Object.fromEntries(
      taken.map((keyword) => [
        keyword,
        /Name$/.test(keyword) ? personName(source[keyword]) : source[keyword],
      ]),
    ),
    ...(textOf(source, 'StudyInstanceUID') ? {} : missing('StudyInstanceUID')),
  };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

function missing(keyword: string): never {
  throw new Error(`The images have no ${keyword}. What is stored of them needs one: export them again.`);
}

/** A person's name as DICOM text; DICOMweb represents it as an object, or a list of one. */
function personName(value: unknown): string {
  const name: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof name !== 'object' || name === null) return String(name ?? '');
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = name as Record<string, string | undefined>;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');
}
