import dcmjs from '../../src/dicom/quietDcmjs';

/**
 * The tag of an attribute, given its keyword ("PatientName") or tag ("00100010").
 *
 * @returns eight upper-case hexadecimal digits; undefined when there is no such attribute
 */
export function tagOf(name: string): string | undefined {
  if (/^[0-9a-f]{8}$/i.test(name)) return name.toUpperCase();
  const { nameMap } = dcmjs.data.DicomMetaDictionary;
  const entry = Object.hasOwn(nameMap, name) ? nameMap[name] : undefined;
  return entry?.tag.replace(/[(),]/g, '').toUpperCase();
}
