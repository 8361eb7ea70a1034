import cliProgress from 'cli-progress';

/** Progress bars on stderr, one stage after the other; silent when stderr is no terminal, or when told so. */
export class Progress {
  private bar: cliProgress.SingleBar | undefined;
  private stage = '';

  constructor(private readonly shown: boolean) {}

  /**
   * @param stage what is being done, e.g. "Training"; a new one begins a new bar
   * @param note shown behind the count
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

  /** Says something that stays, whoever reads; nothing for undefined. */
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
