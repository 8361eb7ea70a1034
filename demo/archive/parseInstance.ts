import type dicomParser from 'dicom-parser';
import { parsePart10 } from '../../src/dicom/parsePart10';
import { datasetToJson } from './datasetToJson';
import { decodeJsonText } from './decodeJsonText';
import type { DicomJson } from './dicomJson';
import { isUid } from './isUid';
import { deflated, locateFrames, pixelElement, type FrameLayout } from './locateFrames';
import { NotDicomError, type Identity } from './NotDicomError';
import { parseElements } from './parseElements';
import { tags } from './tags';

/** The archive's index entry of a stored DICOM file. */
export interface ParsedInstance {
  studyUID: string;
  seriesUID: string;
  instanceUID: string;
  sopClassUID: string;
  transferSyntaxUID: string;
  hasPixelData: boolean;
  /** Attributes but pixel data, for queries; the small ones only if not {@link isWhole}. */
  attributes: DicomJson;
  /** Whether {@link attributes} are all there are; otherwise the file has to be read for the metadata. */
  isWhole: boolean;
  /** Where its frames are; undefined if the file has to be read to find out. */
  frames?: FrameLayout;
}

/**
 * Placeholder for the URL of the instance in bulk data URIs, replaced when a request shows how the client
 * reaches this server.
 */
export const bulkRoot = 'instance:';

/** Characters of attributes as JSON that are kept in memory for each instance; most have a tenth. */
const mostKept = 64 * 1024;
/** Characters of one attribute that is kept of an instance that has more. */
const mostOfOne = 1024;

const pixelTag = 'x7fe00010';

/** Elements of the UIDs that the archive works with. */
const uidTags = {
  transferSyntaxUID: ['x00020010', 'Transfer Syntax UID'],
  sopClassUID: ['x00080016', 'SOP Class UID'],
  instanceUID: ['x00080018', 'SOP Instance UID'],
  studyUID: ['x0020000d', 'Study Instance UID'],
  seriesUID: ['x0020000e', 'Series Instance UID'],
} as const;

/**
 * Reads the header of a DICOM file.
 *
 * @param file all of it, or its beginning
 * @param until 'pixels' for a beginning, which must reach up to the pixel data
 * @throws NotDicomError when the file is not DICOM, is damaged, or lacks a UID that the archive needs
 */
export function parseInstance(file: Uint8Array, until?: 'pixels'): ParsedInstance {
  const { dataset, isDeflated } = parseElements(file, until);
  const uids = readUids(dataset);
  if (isDeflated) uids.transferSyntaxUID = deflated;
  const attributes = readAttributes(dataset, uids);
  const isWhole = JSON.stringify(attributes).length <= mostKept;
  return {
    ...uids,
    hasPixelData: dataset.elements[pixelTag] !== undefined,
    attributes: isWhole ? attributes : smallOnes(attributes),
    isWhole,
    frames:
      until === undefined || !pixelElement(dataset)?.hadUndefinedLength
        ? locateFrames(dataset, uids)
        : undefined,
  };
}

/** All attributes of a DICOM file but pixel data; URIs of larger values start with {@link bulkRoot}. */
export function parseMetadata(file: Uint8Array): DicomJson {
  return readAttributes(parseElements(file).dataset, {});
}

function readAttributes(dataset: dicomParser.DataSet, identity: Identity): DicomJson {
  const bytes = dataset.byteArray as Uint8Array;
  // What comes behind the pixel data is no part of the header, and pixel data may be large.
  const end = dataset.elements[pixelTag]?.dataOffset ?? bytes.length;
  try {
    const header = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + end) as ArrayBuffer;
    const { dict } = parsePart10(header, { untilTag: tags.PixelData, includeUntilTagValue: false });
    delete dict[tags.PixelData];
    const json = datasetToJson(dict, (path) => `${bulkRoot}/bulkdata/${path}`);
    decodeJsonText(dataset, json);
    return json;
  } catch (error) {
    throw new NotDicomError(`It is not a DICOM file: ${(error as Error).message}`, identity);
  }
}

function smallOnes(attributes: DicomJson): DicomJson {
  const small = Object.entries(attributes).filter(
    ([, element]) => element.vr !== 'SQ' && JSON.stringify(element).length <= mostOfOne,
  );
  return Object.fromEntries(small);
}

/** dcmjs removes from UIDs whatever does not belong into one, so they are read from the bytes. */
function readUids(dataset: dicomParser.DataSet): Record<keyof typeof uidTags, string> {
  const uids: Partial<Record<keyof typeof uidTags, string>> = {};
  for (const [name, [tag]] of Object.entries(uidTags)) {
    const element = dataset.elements[tag];
    if (element === undefined) continue;
    const value = dataset.byteArray.slice(element.dataOffset, element.dataOffset + element.length);
    uids[name as keyof typeof uidTags] = Buffer.from(value)
      .toString('latin1')
      .replace(/[\0 ]+$/, '');
  }
  const known = (uid: string | undefined) => (uid !== undefined && isUid(uid) ? uid : undefined);
  const identity = { sopClassUID: known(uids.sopClassUID), instanceUID: known(uids.instanceUID) };
  for (const [name, [, title]] of Object.entries(uidTags)) {
    const uid = uids[name as keyof typeof uidTags] ?? '';
    if (uid === '') throw new NotDicomError(`It has no ${title}.`, identity);
    if (!isUid(uid)) throw new NotDicomError(`Its ${title} is not valid.`, identity);
  }
  return uids as Record<keyof typeof uidTags, string>;
}
