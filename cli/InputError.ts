/** Something that the user gave cannot be used. The message names the file or option and says what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
