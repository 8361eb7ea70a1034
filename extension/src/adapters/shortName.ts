/** Longest name in the panel: DICOM allows 64 characters in most names, but not every writer keeps to it. */
const MAX_LENGTH = 64;

/** A name cut to a length that the panel can show. */
export function shortName(name: string): string {
  const characters = [...name];
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH - 1).join('')}…` : name;
}
