import type dcmjs from '../../src/dicom/quietDcmjs';
import type { DicomJson, DicomJsonElement, DicomJsonValue, PersonName } from './dicomJson';

type Dataset = ReturnType<typeof dcmjs.data.DicomMessage.readFile>['dict'];

const numeric = new Set(['IS', 'DS', 'US', 'SS', 'UL', 'SL', 'FL', 'FD', 'UV', 'SV']);
const binary = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
/** VRs in which leading and trailing spaces are significant; only the padding at the end is removed. */
const verbatim = new Set(['LT', 'ST', 'UT']);
/** Maximum size in bytes of binary values that are embedded in the JSON. */
const inlineLimit = 16 * 1024;

/**
 * Converts a data set as dcmjs reads it to the DICOM JSON model.
 *
 * @param bulkUri returns the URI of a larger binary value, given the path of tags and item numbers that leads
 *   to it, e.g. "52009230/0/00281201"
 */
export function datasetToJson(dataset: Dataset, bulkUri: (path: string) => string, path = ''): DicomJson {
  const json: DicomJson = {};
  for (const tag of Object.keys(dataset).sort()) {
    // Group lengths are retired, and become wrong when a file is rewritten.
    if (tag.endsWith('0000')) continue;
    const { vr = 'UN', Value } = dataset[tag];
    json[tag] = convertElement(vr, Value ?? [], bulkUri, `${path}${tag}`);
  }
  return json;
}

function convertElement(
  vr: string,
  values: unknown[],
  bulkUri: (path: string) => string,
  path: string,
): DicomJsonElement {
  if (vr === 'SQ') {
    const items = values.filter((item) => typeof item === 'object' && item !== null) as Dataset[];
    return withValues(
      vr,
      items.map((item, index) => datasetToJson(item, bulkUri, `${path}/${index}/`)),
    );
  }
  if (binary.has(vr)) return convertBinary(vr, values, bulkUri, path);
  if (numeric.has(vr)) return withValues(vr, values.map(toNumber));
  if (vr === 'PN') return withValues(vr, values.map(toPersonName));
  if (vr === 'AT') return withValues(vr, values.map(toTagText));
  return withValues(
    vr,
    values.map((value) => toText(vr, value)),
  );
}

/** A DICOM JSON element. Omits `Value` if all values are empty; individual empty values are null. */
function withValues(vr: string, values: DicomJsonValue[]): DicomJsonElement {
  return values.every((value) => value === null) ? { vr } : { vr, Value: values };
}

function convertBinary(vr: string, values: unknown[], bulkUri: (path: string) => string, path: string) {
  const parts = values.map(toBytes);
  const bytes = Buffer.concat(parts);
  if (bytes.length === 0) return { vr };
  if (bytes.length > inlineLimit) return { vr, BulkDataURI: bulkUri(path) };
  return { vr, InlineBinary: bytes.toString('base64') };
}

/** Converts a binary value from dcmjs to bytes. */
export function toBytes(value: unknown): Buffer {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'string') return Buffer.from(value, 'latin1');
  return Buffer.alloc(0);
}

function toNumber(value: unknown): DicomJsonValue {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (value === null || value === undefined || String(value).trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function toPersonName(value: unknown): DicomJsonValue {
  const given: PersonName = typeof value === 'string' ? { Alphabetic: value } : ((value ?? {}) as PersonName);
  const name: PersonName = {};
  for (const group of ['Alphabetic', 'Ideographic', 'Phonetic'] as const) {
    const text = (given[group] ?? '').trimEnd();
    if (text !== '') name[group] = text;
  }
  return Object.keys(name).length === 0 ? null : { ...name };
}

/** The names of a decoded value: several divided by backslashes, each of up to three groups between `=`. */
export function personNames(text: string): DicomJsonValue[] {
  return text.split('\\').map((name) => {
    const [Alphabetic, Ideographic, Phonetic] = name.split('=');
    return toPersonName({ Alphabetic, Ideographic, Phonetic });
  });
}

/** The values of a decoded text element, divided by backslashes where its VR allows several. */
export function textValues(vr: string, text: string): DicomJsonValue[] {
  const values = verbatim.has(vr) ? [text] : text.split('\\');
  return values.map((value) => toText(vr, value));
}

function toTagText(value: unknown): DicomJsonValue {
  if (typeof value === 'number') return value.toString(16).toUpperCase().padStart(8, '0');
  const text = String(value ?? '').replace(/[(),\s]/g, '');
  return text === '' ? null : text.toUpperCase();
}

function toText(vr: string, value: unknown): DicomJsonValue {
  if (value === null || value === undefined) return null;
  // Padding may be NULs or spaces, regardless of the VR: real files contain both.
  const unpadded = String(value).replace(/\0+$/, '').trimEnd();
  const text = verbatim.has(vr) ? unpadded : unpadded.trimStart();
  return text === '' ? null : text;
}
