import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Replaces a pattern in a JSON or XML stream. Text after the last quotation mark is held back until the next
 * chunk, so that a URL is found even when it is split between two chunks.
 */
export class RewriteUrls extends Transform {
  private readonly decoder = new StringDecoder('utf8');
  private pending = '';

  constructor(
    private readonly pattern: RegExp,
    private readonly replacement: string,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const text = this.pending + this.decoder.write(chunk);
    const end = text.lastIndexOf('"') + 1;
    this.pending = text.slice(end);
    done(
      null,
      text.slice(0, end).replace(this.pattern, () => this.replacement),
    );
  }

  override _flush(done: TransformCallback): void {
    done(
      null,
      (this.pending + this.decoder.end()).replace(this.pattern, () => this.replacement),
    );
  }
}
