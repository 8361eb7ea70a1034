import type { CodedConcept } from '../data/Segment';
import { itemOf, textOf, type Attributes } from './Attributes';

/** Default segmented property category and type, the same as in 3D Slicer and dcmqi. */
export const TISSUE: CodedConcept = { value: '85756007', scheme: 'SCT', meaning: 'Tissue' };
export const SEGMENTATION: CodedConcept = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' };
export const SOURCE_IMAGE: CodedConcept = {
  value: '121322',
  scheme: 'DCM',
  meaning: 'Source image for image processing operation',
};
export const ARTIFICIAL_INTELLIGENCE: CodedConcept = {
  value: '123109',
  scheme: 'DCM',
  meaning: 'Artificial Intelligence',
};

/** A code sequence of one item. */
export function codeSequence({ value, scheme, meaning }: CodedConcept): Attributes[] {
  return [{ CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning }];
}

/** The concept in a code sequence; undefined if there is none, or if it does not name its coding scheme. */
export function readCode(attributes: Attributes, keyword: string): CodedConcept | undefined {
  const item = itemOf(attributes, keyword);
  const value = textOf(item, 'CodeValue');
  const scheme = textOf(item, 'CodingSchemeDesignator');
  if (!value || !scheme) return undefined;
  return { value, scheme, meaning: textOf(item, 'CodeMeaning') || value };
}

/** The coded type of a segment of a SEG; undefined for the placeholder that writers use for unknown types. */
export function propertyType(segment: Attributes): CodedConcept | undefined {
  const type = readCode(segment, 'SegmentedPropertyTypeCodeSequence');
  return type?.meaning === TISSUE.meaning ? undefined : type;
}
