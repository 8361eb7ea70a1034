import type { DcmjsFile, ReadOptions } from 'dcmjs';
import dcmjs from './quietDcmjs';

/** Limits of one file, far above what real objects hold; memory and time grow with them. */
const LIMITS = {
  /** Sequences within sequences. dcmjs reads the content of each level again. */
  depth: 32,
  /** Elements at all levels; an enhanced object of 10,000 frames has about half a million. */
  elements: 2_000_000,
  /** Bytes that dcmjs copies for the items of sequences, as a multiple of the file. */
  copies: 8,
};

/** What the running parse has used; dcmjs is synchronous, so there is only one. */
let used = { depth: 0, elements: 0, copied: 0 };
let most = { depth: Infinity, elements: Infinity, copied: Infinity };
/** For those who use dcmjs without {@link parsePart10}. */
const unlimited = most;
/** The limit that stopped the parse; dcmjs catches errors and would return half a data set. */
let exceeded: RangeError | undefined;

/**
 * Parses a DICOM file (Part 10) with dcmjs within limits: dcmjs alone believes every length and depth that a
 * file states, so that one changed byte costs it minutes and gigabytes.
 *
 * @throws Error when the bytes are not a DICOM file; RangeError when it nests too deep or has too many
 *   elements
 */
export function parsePart10(bytes: ArrayBuffer, options: ReadOptions = {}): DcmjsFile {
  used = { depth: 0, elements: 0, copied: 0 };
  most = { ...LIMITS, copied: LIMITS.copies * bytes.byteLength };
  exceeded = undefined;
  let file: DcmjsFile | undefined;
  let failure: unknown;
  try {
    file = dcmjs.data.DicomMessage.readFile(bytes, { ignoreErrors: true, ...options });
  } catch (error) {
    failure = error;
  } finally {
    most = unlimited;
  }
  if (exceeded) throw exceeded;
  if (file) return file;
  // dcmjs reads an attribute of what it did not find.
  if (failure instanceof TypeError) throw new Error('its file meta information names no transfer syntax');
  throw failure;
}

function refuse(message: string): never {
  exceeded ??= new RangeError(message);
  throw exceeded;
}

const { DicomMessage, ReadBufferStream } = dcmjs.data;
const { _read: readDataset, _readTag: readElement } = DicomMessage;
const stream = ReadBufferStream.prototype;
const { more, slice, readUint8Array, increment } = stream;

DicomMessage._read = function (...parameters) {
  used.depth += 1;
  if (used.depth > most.depth) refuse(`it nests more than ${most.depth} sequences`);
  try {
    return readDataset.apply(this, parameters);
  } finally {
    used.depth -= 1;
  }
};

DicomMessage._readTag = function (...parameters) {
  used.elements += 1;
  if (used.elements > most.elements) refuse(`it has more than ${most.elements} elements`);
  return readElement.apply(this, parameters);
};

stream.more = function (length) {
  used.copied += length;
  if (used.copied > most.copied) refuse('its sequences state more bytes than it has');
  return more.call(this, length);
};

// Streams grow and fill with zeros when something reads past their end; these end the parse instead.
stream.slice = function (first, last) {
  const [start, end] = [first ?? this.startOffset, last ?? this.endOffset];
  if (start > this.endOffset || end > this.endOffset) throw new RangeError('an element ends after the file');
  return slice.call(this, start, end);
};

stream.readUint8Array = function (length) {
  if (this.offset + length > this.endOffset) throw new RangeError('an element ends after the file');
  return readUint8Array.call(this, length);
};

stream.increment = function (step) {
  if (this.offset + step > this.endOffset) throw new RangeError('an element ends after the file');
  return increment.call(this, step);
};
