/**
 * Converts text to a valid DICOM value of VR LO: no control characters, no backslash (the value separator),
 * at most 64 characters.
 */
export function dicomText(text: string): string {
  const plain = [...text].map((character) => (character < ' ' || character === '\\' ? ' ' : character));
  return plain.slice(0, 64).join('').trim();
}
