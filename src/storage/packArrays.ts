import { makeBlob } from './makeBlob';

/** A value whose binary arrays lie in a Blob, which a database takes over without copying. */
export interface PackedValue {
  /** The value, with a place in the body instead of each array. */
  value: unknown;
  body: Blob;
}

/** Where an array lies in the body. */
interface Place {
  packedArray: keyof typeof ARRAYS;
  /** First byte. */
  offset: number;
  /** Number of bytes. */
  length: number;
}

const ARRAYS = { Float32Array, Uint8Array };

/**
 * Moves the arrays of a value into a Blob, in short tasks: a structured clone of the weights of a training
 * would block the main thread for half a second.
 *
 * @param value plain objects, arrays, maps and binary arrays
 * @throws TypeError for another kind of binary array
 */
export async function packArrays(value: unknown): Promise<PackedValue> {
  const views: ArrayBufferView<ArrayBuffer>[] = [];
  let bytes = 0;
  const places = mapLeaves(value, (view) => {
    const name = view.constructor.name;
    if (!isKnown(name)) throw new TypeError(`packArrays: a ${name} cannot be packed.`);
    const place: Place = { packedArray: name, offset: bytes, length: view.byteLength };
    views.push(view);
    bytes += view.byteLength;
    return place;
  });
  return { value: places, body: await makeBlob(views) };
}

/** The value that {@link packArrays} packed. */
export async function unpackArrays({ value, body }: PackedValue): Promise<unknown> {
  const buffer = await body.arrayBuffer();
  const restore = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(restore);
    if (part === null || typeof part !== 'object') return part;
    if ('packedMap' in part) return new Map(restore(part.packedMap) as [unknown, unknown][]);
    if ('packedArray' in part) {
      const { packedArray, offset, length } = part as Place;
      return new ARRAYS[packedArray](buffer.slice(offset, offset + length));
    }
    return Object.fromEntries(Object.entries(part).map(([key, entry]) => [key, restore(entry)]));
  };
  return restore(value);
}

function mapLeaves(part: unknown, replace: (view: ArrayBufferView<ArrayBuffer>) => unknown): unknown {
  if (ArrayBuffer.isView(part)) return replace(part as ArrayBufferView<ArrayBuffer>);
  if (part instanceof Map) return { packedMap: mapLeaves([...part], replace) };
  if (Array.isArray(part)) return part.map((entry) => mapLeaves(entry, replace));
  if (part === null || typeof part !== 'object') return part;
  return Object.fromEntries(Object.entries(part).map(([key, entry]) => [key, mapLeaves(entry, replace)]));
}

const isKnown = (name: string): name is keyof typeof ARRAYS => Object.hasOwn(ARRAYS, name);
