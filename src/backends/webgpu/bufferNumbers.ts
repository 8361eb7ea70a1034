/** A property of the buffer: a map of weak keys takes longer to ask than a dispatch to record. */
const NUMBER = Symbol('number');

let seen = 0;

/** A number for each buffer: the same one whenever it is asked for. */
export function numberOf(buffer: GPUBuffer): number {
  const numbered = buffer as GPUBuffer & { [NUMBER]?: number };
  return (numbered[NUMBER] ??= ++seen);
}
