/** Maximum number of files that are named. */
const MAX_NAMES = 20;

/** Collects files that were left out, for one closing message. */
export class LeftOut {
  private readonly files: { name: string; reason: string }[] = [];

  /** @param reason e.g. "SR", or what is wrong with the file */
  add(name: string, reason: string): void {
    this.files.push({ name, reason });
  }

  get isEmpty(): boolean {
    return this.files.length === 0;
  }

  /** The message; undefined when nothing was left out. */
  describe(): string | undefined {
    const { files } = this;
    if (files.length === 0) return undefined;
    const lines = files.slice(0, MAX_NAMES).map(({ name, reason }) => `\n  ${name}: ${reason}`);
    const more = files.length > MAX_NAMES ? `\n  and ${files.length - MAX_NAMES} more` : '';
    return `left out ${files.length} ${files.length === 1 ? 'file' : 'files'}:${lines.join('')}${more}`;
  }
}
