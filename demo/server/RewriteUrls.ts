import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Characters without a quotation mark that are held back at most; no URL is as long. */
const mostPending = 64 * 1024;

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
    const quote = text.lastIndexOf('"') + 1;
    const end = text.length - quote > mostPending ? text.length - mostPending / 2 : quote;
    this.pending = text.slice(end);
    done(null, this.rewrite(text.slice(0, end)));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.rewrite(this.pending + this.decoder.end()));
  }

  private rewrite(text: string): string {
    return text.replace(this.pattern, () => this.replacement);
  }
}
