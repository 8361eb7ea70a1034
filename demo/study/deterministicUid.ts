import { createHash } from 'node:crypto';

/** A UID that depends only on the name: "2.25." and 128 bits of the name's hash. */
export function deterministicUid(name: string): string {
  const digest = createHash('sha256').update(`few-shot-segment demo: ${name}`).digest('hex');
  return `2.25.${BigInt(`0x${digest.slice(0, 32)}`)}`;
}
