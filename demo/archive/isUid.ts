/**
 * Whether text is a valid UID: only digits and dots, because a UID becomes a file name and a part of headers,
 * and must lead out of neither.
 */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}
