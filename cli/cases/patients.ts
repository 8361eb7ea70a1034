import { InputError } from '../InputError';

/** Returns the patient of a case, given the case's name. */
export type PatientOf = (name: string) => string;

export interface Patients {
  of: PatientOf;
  /** A message that shows users how the expression grouped their cases. */
  summary: string;
}

interface Named {
  name: string;
}

/**
 * Assigns cases to patients: cases whose names match the same text belong to one patient; each case that does
 * not match is a separate patient.
 *
 * @param group its first capture group is the text, if it has one; otherwise the whole match
 * @returns undefined without a group
 * @throws InputError when no case matches
 */
export function patientsOf(group: RegExp | undefined, cases: readonly Named[]): Patients | undefined {
  if (!group) return undefined;
  const strangers = cases.filter(({ name }) => textOf(group, name) === undefined).length;
  if (strangers === cases.length) {
    throw new InputError(
      `--group ${group.source} matches none of the ${cases.length} cases ("${cases[0]?.name}" is the first). ` +
        'Give a regular expression that matches the part of a name that all cases of a patient share.',
    );
  }
  const of = (name: string) => {
    const text = textOf(group, name);
    // The prefixes differ because a case may have the same name as the text that others match.
    return text ? `patient ${text}` : `case ${name}`;
  };
  const count = new Set(cases.map(({ name }) => of(name))).size;
  const rest = strangers > 0 ? `; ${strangers} not matched, each a patient of its own` : '';
  return { of, summary: `${count} patients in ${cases.length} cases by --group${rest}` };
}

/**
 * The cases of patients without any labelled case.
 *
 * @throws InputError when there are none
 */
export function ofOtherPatients<T extends Named>(
  cases: readonly T[],
  labelled: readonly Named[],
  patientOf: PatientOf | undefined,
): readonly T[] {
  if (!patientOf) return cases;
  const known = new Set(labelled.map(({ name }) => patientOf(name)));
  const others = cases.filter(({ name }) => !known.has(patientOf(name)));
  if (others.length === 0) {
    throw new InputError(
      'Every case is of a patient who is labelled, so none is left for testing. ' +
        'Choose a smaller --labelled, --pick first or another --group, or give a folder with --test.',
    );
  }
  return others;
}

/** The text that identifies the patient. An empty match, as "x*" may give, does not count. */
function textOf(group: RegExp, name: string): string | undefined {
  const match = group.exec(name);
  return match?.[1] || match?.[0] || undefined;
}
