/** Invalid input from the user. The message names the file or option and says what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
