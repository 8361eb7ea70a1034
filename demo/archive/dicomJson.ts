/** The DICOM JSON model (PS3.18 Annex F): attributes by their tag, eight upper-case hexadecimal digits. */
export type DicomJson = Record<string, DicomJsonElement>;

export interface DicomJsonElement {
  vr: string;
  Value?: DicomJsonValue[];
  /** Base64 of the value as little-endian bytes. */
  InlineBinary?: string;
  BulkDataURI?: string;
}

export type DicomJsonValue = string | number | null | PersonName | DicomJson;

export interface PersonName {
  Alphabetic?: string;
  Ideographic?: string;
  Phonetic?: string;
}

/** The first value of an attribute as text; empty when it has none. */
export function textOf(dataset: DicomJson, tag: string): string {
  const value = dataset[tag]?.Value?.[0];
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return (value as PersonName).Alphabetic ?? '';
  return String(value);
}

/** The first value of an attribute as a number; undefined when it is absent or no number. */
export function numberOf(dataset: DicomJson, tag: string): number | undefined {
  const text = textOf(dataset, tag);
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? undefined : value;
}
