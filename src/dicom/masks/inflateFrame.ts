/** So few compressed bytes at a time give at most a megabyte, whatever they are. */
const PIECE = 1024;
/** Deflate compresses no better than this; a header that states more is wrong, and would cost its memory. */
const MOST_RATIO = 1040;

/**
 * Inflates a frame of Deflated Image Frame Compression (PS3.5 8.2.16), of which no more than the expected
 * bytes are kept.
 *
 * @param length bytes of the frame
 * @returns undefined when the frame is damaged or shorter
 */
export async function inflateFrame(frame: Uint8Array, length: number): Promise<Uint8Array | undefined> {
  if (length > MOST_RATIO * frame.length) return undefined;
  const inflated = await inflate(frame, length);
  // Fragments have an even length; browsers refuse the byte that makes it so.
  return inflated ?? (frame[frame.length - 1] === 0 ? inflate(frame.subarray(0, -1), length) : undefined);
}

async function inflate(frame: Uint8Array, length: number): Promise<Uint8Array | undefined> {
  const inflated = new Uint8Array(length);
  let filled = 0;
  const reader = piecesOf(frame).pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    while (filled < length) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      const fitting = value.subarray(0, length - filled);
      inflated.set(fitting, filled);
      filled += fitting.length;
    }
    return inflated;
  } catch {
    return undefined;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function piecesOf(bytes: Uint8Array): ReadableStream<BufferSource> {
  let at = 0;
  return new ReadableStream<BufferSource>(
    {
      pull: (controller) => {
        if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.slice(at, (at += PIECE)));
      },
    },
    { highWaterMark: 0 },
  );
}
