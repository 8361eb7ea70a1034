/** A property of the buffer: a map with weak keys takes longer to look up than a dispatch to record. */
const NUMBER = Symbol('number');

type Numbered = GPUBuffer & { [NUMBER]?: number };

/** Numbers a device's buffers in the order in which they are first asked for. */
export class BufferNumbers {
  private count = 0;

  /** The same number whenever it is asked for this buffer. */
  of(buffer: GPUBuffer): number {
    const numbered = buffer as Numbered;
    return (numbered[NUMBER] ??= ++this.count);
  }
}
