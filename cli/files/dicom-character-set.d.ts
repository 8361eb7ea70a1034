/** The package ships no types. */
declare module 'dicom-character-set' {
  /**
   * Decodes text.
   *
   * @param specificCharacterSet value of the attribute (0008,0005), with backslashes between several
   * @throws Error when a character set is unknown
   */
  export function convertBytes(
    specificCharacterSet: string,
    bytes: Uint8Array,
    options: { vr: string },
  ): string;
}
