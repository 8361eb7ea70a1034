import type { Attributes } from '../../src/dicom/Attributes';
import { numbersOf, textOf } from '../../src/dicom/Attributes';
import { cross } from '../../src/data/vectors';
import { InputError } from '../InputError';

const OPERATORS = ['!=', '>=', '<=', '!~', '=', '~'] as const;
type Operator = (typeof OPERATORS)[number];

/** A condition that a series must meet, e.g. `SeriesDescription~t1.*axial`. */
export interface SeriesRule {
  /** As the user wrote it. */
  text: string;
  /** DICOM keyword, `Images` (their number) or `Plane` (axial, coronal, sagittal or oblique). */
  name: string;
  operator: Operator;
  value: string;
}

/** Names that the attributes of the series answer; others need those of an image. */
const OF_SERIES = ['Modality', 'SeriesDescription', 'BodyPartExamined', 'ProtocolName', 'Images'];
/** Cosine above which an image counts as parallel to a plane. */
const PARALLEL = 0.9;
const PLANES = ['sagittal', 'coronal', 'axial'] as const;

/** @throws InputError that says how a rule is written */
export function parseRule(text: string): SeriesRule {
  const match = /^\s*(\w+)\s*(!=|>=|<=|!~|=|~)\s*(.*?)\s*$/.exec(text);
  if (!match || match[3] === '') {
    throw new InputError(
      `--series "${text}" is no rule. Write a DICOM keyword, one of ${OPERATORS.join(' ')} and a value, ` +
        'e.g. "SeriesDescription~t1.*ax" or "Images>=20".',
    );
  }
  const [, name, operator, value] = match as unknown as [string, string, Operator, string];
  if (operator.endsWith('=') && operator.length === 2 && operator !== '!=' && !isNumber(value))
    throw new InputError(`--series "${text}": ${operator} compares numbers. Give one, e.g. "Images>=20".`);
  if (operator.endsWith('~')) checkPattern(text, value);
  return { text, name, operator, value };
}

/** Whether a rule can be checked on the series alone. */
export function concernsSeries({ name }: SeriesRule): boolean {
  return OF_SERIES.includes(name);
}

/**
 * Whether a series meets a rule. Words are compared without regard to capitals; `~` is a regular expression;
 * an attribute that is missing meets only `!=` and `!~`.
 *
 * @param attributes of the series, with those of one of its images where the rule needs them
 */
export function meets(attributes: Attributes, { name, operator, value }: SeriesRule): boolean {
  const values = valuesOf(attributes, name);
  const isEqual = (found: string) =>
    isNumber(found) && isNumber(value)
      ? Number(found) === Number(value)
      : found.toLowerCase() === value.toLowerCase();
  switch (operator) {
    case '=':
      return values.some(isEqual);
    case '!=':
      return !values.some(isEqual);
    case '~':
      return values.some((found) => new RegExp(value, 'i').test(found));
    case '!~':
      return !values.some((found) => new RegExp(value, 'i').test(found));
    case '>=':
      return values.some((found) => isNumber(found) && Number(found) >= Number(value));
    case '<=':
      return values.some((found) => isNumber(found) && Number(found) <= Number(value));
  }
}

/** The values that a rule compares, for messages as well. */
export function valuesOf(attributes: Attributes, name: string): string[] {
  if (name === 'Images') return [textOf(attributes, 'NumberOfSeriesRelatedInstances')].filter(Boolean);
  if (name === 'Plane') return planeOf(attributes);
  const value = attributes[name];
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String).filter((text) => text !== '');
}

function planeOf(attributes: Attributes): string[] {
  const values = numbersOf(attributes, 'ImageOrientationPatient');
  if (values?.length !== 6) return [];
  const normal = cross([values[0], values[1], values[2]], [values[3], values[4], values[5]]);
  const axis = normal.findIndex((share) => Math.abs(share) > PARALLEL);
  return [PLANES[axis] ?? 'oblique'];
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

function checkPattern(text: string, pattern: string): void {
  try {
    new RegExp(pattern);
  } catch (error) {
    throw new InputError(`--series "${text}": ${(error as Error).message}.`);
  }
}
