import dcmjs from '../../src/dicom/quietDcmjs';
import dicomParser from 'dicom-parser';
import { inflateRawSync } from 'node:zlib';
import { datasetToJson } from './datasetToJson';
import { textOf, type DicomJson } from './dicomJson';
import { tags } from './tags';

/** The archive's index entry of a stored DICOM file. */
export interface ParsedInstance {
  studyUID: string;
  seriesUID: string;
  instanceUID: string;
  sopClassUID: string;
  transferSyntaxUID: string;
  hasPixelData: boolean;
  /** All attributes but pixel data; URIs of larger values start with {@link bulkRoot}. */
  attributes: DicomJson;
}

const deflated = '1.2.840.10008.1.2.1.99';
/** Maximum size in bytes of an inflated data set; otherwise a small file could fill the memory. */
const mostInflated = 1024 ** 3;

/**
 * Placeholder for the URL of the instance in bulk data URIs, replaced when a request shows how the client
 * reaches this server.
 */
export const bulkRoot = 'instance:';

/** The file is not a usable DICOM instance; the message explains why. */
export class NotDicomError extends Error {}

/**
 * Reads the header of a DICOM file.
 *
 * @param bytes the file, or its beginning up to the pixel data
 * @throws NotDicomError when the file is not DICOM, or lacks a UID that the archive needs
 */
export function parseInstance(bytes: Uint8Array): ParsedInstance {
  const { meta, dict } = readHeader(bytes);
  const hasPixelData = tags.PixelData in dict;
  delete dict[tags.PixelData];
  const attributes = datasetToJson(dict, (path) => `${bulkRoot}/bulkdata/${path}`);
  const transferSyntaxUID = String(meta['00020010']?.Value?.[0] ?? '').replace(/\0+$/, '');
  if (transferSyntaxUID === '') throw new NotDicomError('It names no transfer syntax.');
  return {
    studyUID: requireUid(attributes, tags.StudyInstanceUID, 'Study Instance UID'),
    seriesUID: requireUid(attributes, tags.SeriesInstanceUID, 'Series Instance UID'),
    instanceUID: requireUid(attributes, tags.SOPInstanceUID, 'SOP Instance UID'),
    sopClassUID: requireUid(attributes, tags.SOPClassUID, 'SOP Class UID'),
    transferSyntaxUID,
    hasPixelData,
    attributes,
  };
}

function readHeader(bytes: Uint8Array) {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    // dcmjs inflates without limit, so data that is too long is rejected first.
    if (Buffer.from(buffer).includes(deflated))
      dicomParser.parseDicom(bytes, { inflater: inflateAfterHeader, untilTag: 'x00080016' });
    return dcmjs.data.DicomMessage.readFile(buffer, {
      ignoreErrors: true,
      untilTag: tags.PixelData,
      includeUntilTagValue: false,
    });
  } catch (error) {
    throw new NotDicomError(`It is not a DICOM file: ${wordsOf(error)}`);
  }
}

/**
 * Checks that every element of the file can be read to its end, so that no truncated file is stored.
 *
 * @throws NotDicomError
 */
export function checkComplete(bytes: Uint8Array): void {
  parseElements(bytes);
}

/**
 * Reads the elements of a DICOM file, pixel data included.
 *
 * @throws NotDicomError when the file is damaged or ends too early
 */
export function parseElements(bytes: Uint8Array): dicomParser.DataSet {
  try {
    const dataset = dicomParser.parseDicom(bytes, { inflater: inflateAfterHeader });
    for (const element of Object.values(dataset.elements)) {
      if (element.dataOffset + element.length > dataset.byteArray.length)
        throw new Error('it ends too early');
    }
    return dataset;
  } catch (error) {
    throw new NotDicomError(`It is a damaged DICOM file: ${wordsOf(error)}`);
  }
}

/** Inflates everything after the file meta information, which the deflated transfer syntax compresses. */
function inflateAfterHeader(bytes: Uint8Array, position: number): Uint8Array {
  const inflated = inflateRawSync(bytes.subarray(position), { maxOutputLength: mostInflated });
  const whole = new Uint8Array(position + inflated.length);
  whole.set(bytes.subarray(0, position));
  whole.set(inflated, position);
  return whole;
}

/**
 * Whether text is a valid UID: only digits and dots, because a UID becomes a file name and must not lead out
 * of the archive's folder.
 */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}

function requireUid(attributes: DicomJson, tag: string, name: string): string {
  const uid = textOf(attributes, tag);
  if (uid === '') throw new NotDicomError(`It has no ${name}.`);
  if (!isUid(uid) || attributes[tag].Value?.length !== 1)
    throw new NotDicomError(`Its ${name} is not valid.`);
  return uid;
}

/** dicom-parser throws plain objects as well as errors. */
function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const { exception, error: inner } = (error ?? {}) as { exception?: unknown; error?: unknown };
  return String(exception ?? inner ?? error);
}
