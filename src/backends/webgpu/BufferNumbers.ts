/** Stored as a property of the buffer: a WeakMap lookup takes longer than recording a dispatch. */
const NUMBER = Symbol('number');

type Numbered = GPUBuffer & { [NUMBER]?: number };

/** Numbers a device's buffers in the order of their first use. */
export class BufferNumbers {
  private count = 0;

  /** Returns the buffer's number, always the same for one buffer. */
  of(buffer: GPUBuffer): number {
    const numbered = buffer as Numbered;
    return (numbered[NUMBER] ??= ++this.count);
  }
}
