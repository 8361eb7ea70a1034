/** DICOM attributes by keyword, as dcmjs and OHIF name them ("naturalised"). */
export type Attributes = Record<string, unknown>;

/**
 * Items of a sequence attribute; dcmjs sometimes represents a sequence of one item as the item itself. An
 * item that holds nothing is an empty one.
 */
export function itemsOf(attributes: Attributes | undefined, keyword: string): Attributes[] {
  const value = attributes?.[keyword];
  if (value === undefined || value === null) return [];
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => (typeof item === 'object' && item !== null ? (item as Attributes) : {}));
}

/** First item of a sequence attribute. */
export function itemOf(attributes: Attributes | undefined, keyword: string): Attributes | undefined {
  return itemsOf(attributes, keyword)[0];
}

/** All numbers of an attribute; undefined when it is absent or holds anything but numbers. */
export function numbersOf(attributes: Attributes | undefined, keyword: string): number[] | undefined {
  const value = attributes?.[keyword];
  if (value === undefined || value === null || value === '') return undefined;
  const numbers = (Array.isArray(value) ? value : [value]).map(Number);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** First number of an attribute; undefined when it is absent or not a number. */
export function numberOf(attributes: Attributes | undefined, keyword: string): number | undefined {
  return numbersOf(attributes, keyword)?.[0];
}

/** First value of an attribute as text, '' when absent. */
export function textOf(attributes: Attributes | undefined, keyword: string): string {
  const value = attributes?.[keyword];
  return value === undefined || value === null ? '' : String(Array.isArray(value) ? value[0] : value);
}
