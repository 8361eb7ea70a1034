import type dicomParser from 'dicom-parser';
import { characterSetOf, decodeValue } from '../../cli/files/decodeValue';
import { personNames, textValues } from './datasetToJson';
import type { DicomJson } from './dicomJson';

const CHARACTER_SET = '00080005';
/** What JSON is in, whatever the file is in. */
const UTF_8 = 'ISO_IR 192';
/** Read rightly by any decoder. */
const PLAIN = ['', 'ISO_IR 6'];

/**
 * Decodes the text of a data set again, in place, from its bytes: dcmjs knows one character set a file, not
 * in items, and no escapes. Text in an unknown character set stays as dcmjs read it. Afterwards the data set
 * says of itself that it is UTF-8, as JSON is.
 *
 * @param json the data set as dcmjs read it
 * @param inherited character set of the data set that an item belongs to
 */
export function decodeJsonText(dataset: dicomParser.DataSet, json: DicomJson, inherited = ''): void {
  const characterSet = characterSetOf(dataset) ?? inherited;
  for (const [key, element] of Object.entries(dataset.elements)) {
    const described = json[key.slice(1).toUpperCase()];
    if (!described) continue;
    element.items?.forEach(({ dataSet }, i) => {
      const item = described.Value?.[i];
      if (dataSet && item) decodeJsonText(dataSet, item as DicomJson, characterSet);
    });
    if (!described.Value || PLAIN.includes(characterSet)) continue;
    const text = decodeValue(dataset, element, described.vr, characterSet);
    if (text === undefined) continue;
    described.Value = described.vr === 'PN' ? personNames(text) : textValues(described.vr, text);
  }
  if (json[CHARACTER_SET]) json[CHARACTER_SET] = { vr: 'CS', Value: [UTF_8] };
}
