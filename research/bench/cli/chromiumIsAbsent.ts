/** Replaces `runInChromium` in the archive of `bench:pack`, which contains no browser. */
export function runInChromium(): never {
  throw new Error('--browser needs the repository: this archive runs in Node only.');
}
