/** Bytes that are copied in one task. */
const CHUNK = 1 << 18;

/**
 * Copies bytes into a Blob in short tasks: copying the weights of a network at once would block the main
 * thread for a tenth of a second.
 */
export async function makeBlob(parts: readonly ArrayBufferView<ArrayBuffer>[]): Promise<Blob> {
  const chunks: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const copy = async () => {
    chunks.push(new Blob(waiting));
    [waiting, size] = [[], 0];
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  for (const { buffer, byteOffset, byteLength } of parts) {
    for (let at = 0; at < byteLength; at += CHUNK) {
      const piece = new Uint8Array(buffer, byteOffset + at, Math.min(CHUNK, byteLength - at));
      waiting.push(piece);
      size += piece.length;
      if (size >= CHUNK) await copy();
    }
  }
  if (size > 0) await copy();
  return new Blob(chunks);
}
