import dicomParser from 'dicom-parser';
import type { Attributes } from '../../src/dicom/Attributes';
import { itemsOf } from '../../src/dicom/Attributes';
import dcmjs from '../../src/dicom/quietDcmjs';
import { characterSetOf, decodeValue } from './decodeValue';

/** Character sets that escapes switch between. */
const WITH_ESCAPES = 'ISO 2022';
/** Beginnings of all character sets but the default one. */
const CODED = [WITH_ESCAPES, 'ISO_IR', 'GB'];

/** Keyword and value representation by tag, as dicom-parser writes tags. */
const NAMES = new Map<string, { vr: string; name: string }>(
  Object.values(dcmjs.data.DicomMetaDictionary.nameMap).flatMap((entry) =>
    entry ? [[`x${entry.tag.replace(/[(),]/g, '').toLowerCase()}`, entry] as const] : [],
  ),
);

/**
 * Decodes text that dcmjs misreads, in place: it knows one character set a file, not in the items of
 * sequences, and no escapes (ISO 2022, as in Japan and Korea).
 *
 * @param bytes the whole file
 * @param attributes of the file by keyword, as dcmjs read them
 */
export function decodeText(bytes: Buffer, attributes: Attributes): void {
  if (!CODED.some((name) => bytes.includes(name))) return;
  const dataset = parseOrNothing(bytes);
  if (dataset) decodeElements(dataset, attributes, characterSetOf(dataset) ?? '', false);
}

/** @returns undefined for a file that is cut short: what is missing is said where its pixels are read */
function parseOrNothing(bytes: Buffer): dicomParser.DataSet | undefined {
  try {
    return dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' });
  } catch {
    return undefined;
  }
}

function decodeElements(
  dataset: dicomParser.DataSet,
  attributes: Attributes,
  characterSet: string,
  isItem: boolean,
): void {
  const isMisread = characterSet.includes(WITH_ESCAPES) || (isItem && characterSet !== '');
  for (const [tag, element] of Object.entries(dataset.elements)) {
    const entry = NAMES.get(tag);
    if (!entry || attributes[entry.name] === undefined) continue;
    const own = itemsOf(attributes, entry.name);
    element.items?.forEach(({ dataSet }, i) => {
      if (dataSet && own[i]) decodeElements(dataSet, own[i], characterSetOf(dataSet) ?? characterSet, true);
    });
    const text = isMisread ? decodeValue(dataset, element, entry.vr, characterSet) : undefined;
    if (text !== undefined) attributes[entry.name] = text;
  }
}
