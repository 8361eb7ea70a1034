/**
 * Text as DICOM takes it in one line (VR LO): no control characters, no backslash (it separates values), at
 * most 64 characters.
 */
export function dicomText(text: string): string {
  const plain = [...text].map((character) => (character < ' ' || character === '\\' ? ' ' : character));
  return plain.slice(0, 64).join('').trim();
}
