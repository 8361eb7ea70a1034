import cliProgress from 'cli-progress';

/** Progress bars on stderr, one per stage; silent when stderr is not a terminal or progress is turned off. */
export class Progress {
  private bar: cliProgress.SingleBar | undefined;
  private stage = '';

  constructor(private readonly shown: boolean) {}

  /**
   * @param stage name of the stage, e.g. "Training"; a new name starts a new bar
   * @param note shown after the count
   */
  update(stage: string, done: number, total: number, note = ''): void {
    if (!this.shown || !process.stderr.isTTY) return;
    if (stage !== this.stage || !this.bar) {
      this.end();
      this.stage = stage;
      this.bar = new cliProgress.SingleBar(
        {
          format: `${stage.padEnd(12)} {bar} {value}/{total}  {duration_formatted}  {note}`,
          stream: process.stderr,
          hideCursor: true,
          clearOnComplete: true,
        },
        cliProgress.Presets.shades_classic,
      );
      this.bar.start(total, done, { note });
    }
    this.bar.setTotal(total);
    this.bar.update(done, { note });
  }

  /** Prints a permanent line, even when stderr is not a terminal; nothing for undefined. */
  note(text: string | undefined): void {
    if (text === undefined) return;
    this.end();
    process.stderr.write(`few-shot: ${text}\n`);
  }

  /** Removes the bar. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
    this.stage = '';
  }
}
