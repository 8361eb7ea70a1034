import type { CodedConcept } from '../data/Segment';
import type { Attributes } from './Attributes';
import { codeSequence } from './codes';

/** How a content item relates to the one that holds it (PS3.3 C.17.3.2.4). */
export type Relationship = 'CONTAINS' | 'HAS CONCEPT MOD' | 'HAS OBS CONTEXT';

/**
 * Content items of structured reports (PS3.3 C.17.3): each is a name with a value of one type. In the
 * library's own (`dcmjs.sr`) the reference to a segment lacks its UIDs and its relationship.
 */
function item(
  relationship: Relationship,
  valueType: string,
  name: CodedConcept,
  more: Attributes,
): Attributes {
  return {
    RelationshipType: relationship,
    ValueType: valueType,
    ConceptNameCodeSequence: codeSequence(name),
    ...more,
  };
}

/** What a container is, without its relationship, which the root of a report has not. */
export function containerOf(
  name: CodedConcept,
  content: readonly Attributes[],
  template?: string,
): Attributes {
  return {
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: codeSequence(name),
    ContinuityOfContent: 'SEPARATE',
    ...(template && {
      ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }],
    }),
    ContentSequence: content,
  };
}

export function containerItem(...container: Parameters<typeof containerOf>): Attributes {
  return { RelationshipType: 'CONTAINS', ...containerOf(...container) };
}

export function codeItem(relationship: Relationship, name: CodedConcept, value: CodedConcept): Attributes {
  return item(relationship, 'CODE', name, { ConceptCodeSequence: codeSequence(value) });
}

export function textItem(relationship: Relationship, name: CodedConcept, text: string): Attributes {
  return item(relationship, 'TEXT', name, { TextValue: text });
}

export function uidItem(relationship: Relationship, name: CodedConcept, uid: string): Attributes {
  return item(relationship, 'UIDREF', name, { UID: uid });
}

export function personItem(relationship: Relationship, name: CodedConcept, person: string): Attributes {
  return item(relationship, 'PNAME', name, { PersonName: person });
}

/** @param reference the attributes that refer to the instance, and to a part of it */
export function imageItem(name: CodedConcept | undefined, reference: Attributes): Attributes {
  return {
    RelationshipType: 'CONTAINS',
    ValueType: 'IMAGE',
    ...(name && { ConceptNameCodeSequence: codeSequence(name) }),
    ReferencedSOPSequence: [reference],
  };
}

/** @param content what qualifies the number */
export function numberItem(
  name: CodedConcept,
  value: number,
  unit: CodedConcept,
  content: readonly Attributes[],
): Attributes {
  return item('CONTAINS', 'NUM', name, {
    MeasuredValueSequence: [
      // A DICOM decimal string has 16 characters at most.
      { NumericValue: Number(value.toPrecision(9)), MeasurementUnitsCodeSequence: codeSequence(unit) },
    ],
    ContentSequence: content,
  });
}
