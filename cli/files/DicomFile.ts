import type { Vector3 } from '../../src/data/Image';

/** Attributes by keyword, as dcmjs names them. */
export type Attributes = Record<string, unknown>;

/** One frame of a DICOM file. */
export interface DicomFrame {
  /** Modality values (after rescale), row by row; luminance of colour images. */
  pixels: Float32Array;
  /** mm; undefined where the file does not say. */
  position?: Vector3;
  /** Unit vectors along a row and along a column. */
  orientation?: { row: Vector3; column: Vector3 };
  /** Distance between rows and between columns, mm. */
  spacing?: { row: number; column: number };
}

export interface DicomFile {
  file: string;
  attributes: Attributes;
  rows: number;
  columns: number;
  frames: DicomFrame[];
}

/** First item of a sequence attribute. */
export function itemOf(attributes: Attributes | undefined, keyword: string): Attributes | undefined {
  return itemsOf(attributes, keyword)[0];
}

/** Items of a sequence attribute; dcmjs gives a sequence of one item sometimes as the item. */
export function itemsOf(attributes: Attributes | undefined, keyword: string): Attributes[] {
  const value = attributes?.[keyword];
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Attributes[];
}

/** All numbers of an attribute; undefined when it is absent, or one of them is none. */
export function numbersOf(attributes: Attributes | undefined, keyword: string): number[] | undefined {
  const value = attributes?.[keyword];
  if (value === undefined || value === null || value === '') return undefined;
  const numbers = (Array.isArray(value) ? value : [value]).map(Number);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : undefined;
}

export function numberOf(attributes: Attributes | undefined, keyword: string): number | undefined {
  return numbersOf(attributes, keyword)?.[0];
}

/** Text of an attribute, '' when absent. */
export function textOf(attributes: Attributes | undefined, keyword: string): string {
  const value = attributes?.[keyword];
  return value === undefined || value === null ? '' : String(Array.isArray(value) ? value[0] : value);
}
