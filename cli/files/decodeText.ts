import { convertBytes } from 'dicom-character-set';
import dicomParser from 'dicom-parser';
import type { Attributes } from '../../src/dicom/Attributes';
import { itemsOf } from '../../src/dicom/Attributes';
import dcmjs from '../../src/dicom/quietDcmjs';

/** Value representations that the character set applies to. */
const TEXT = ['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'];
/** Character sets that escapes switch between; dcmjs knows only the first one of a file. */
const WITH_ESCAPES = 'ISO 2022';

/** Keyword and value representation by tag, as dicom-parser writes tags. */
const NAMES = new Map<string, { vr: string; name: string }>(
  Object.values(dcmjs.data.DicomMetaDictionary.nameMap).flatMap((entry) =>
    entry ? [[`x${entry.tag.replace(/[(),]/g, '').toLowerCase()}`, entry] as const] : [],
  ),
);

/**
 * Decodes the text of a file whose character set is switched by escapes (ISO 2022, as in Japan and Korea),
 * also in sequences, in place.
 *
 * @param bytes the whole file
 * @param attributes of the file by keyword, which were read without the escapes
 */
export function decodeText(bytes: Buffer, attributes: Attributes): void {
  if (!bytes.includes(WITH_ESCAPES)) return;
  const dataset = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' });
  const characterSet = dataset.string('x00080005') ?? '';
  if (characterSet.includes(WITH_ESCAPES)) decodeElements(dataset, attributes, characterSet);
}

function decodeElements(dataset: dicomParser.DataSet, attributes: Attributes, characterSet: string): void {
  for (const [tag, { items, dataOffset, length }] of Object.entries(dataset.elements)) {
    const entry = NAMES.get(tag);
    if (!entry || attributes[entry.name] === undefined) continue;
    const own = itemsOf(attributes, entry.name);
    items?.forEach(({ dataSet }, i) => {
      if (dataSet && own[i]) decodeElements(dataSet, own[i], characterSet);
    });
    if (!TEXT.includes(entry.vr)) continue;
    const value = dataset.byteArray.subarray(dataOffset, dataOffset + length);
    attributes[entry.name] = convertBytes(characterSet, value, { vr: entry.vr }).replace(/[ \0]+$/, '');
  }
}
