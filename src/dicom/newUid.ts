/**
 * A new unique identifier: "2.25." and a random 128-bit number (PS3.5 section B.2). Does not need a secure
 * context.
 */
export function newUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4 and variant 1 of RFC 4122, which the standard requires.
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return `2.25.${bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)}`;
}
