import { deflateRawSync } from 'node:zlib';
import { makeInstance } from './makeInstance';

/** Files that stop a parser that believes what they state, by what is wrong with them. */
export function hostileFiles(): Record<string, Buffer> {
  return {
    'VR UN in the file meta information': oneByteChanged(),
    '1000 nested sequences': nested(1000, 'undefined'),
    '9000 nested sequences': nested(9000, 'undefined'),
    '9000 nested sequences of stated length': nested(9000, 'defined'),
    'a deflated megabyte of zeros': deflationBomb(),
  };
}

/** The VR of (0002,0002) is UN, so that its length is read from its text: 775 million bytes. */
function oneByteChanged(): Buffer {
  const file = Buffer.from(makeInstance('hostile/byte/1'));
  file.write('UN', file.indexOf(Buffer.from([2, 0, 2, 0])) + 4);
  return file;
}

/** A DICOM file with so many sequences within each other. */
function nested(depth: number, length: 'defined' | 'undefined'): Buffer {
  const file = Buffer.from(makeInstance(`hostile/${length}/${depth}`));
  let sequence: Buffer = Buffer.alloc(0);
  for (let level = 0; level < depth; level++) sequence = wrap(sequence, length);
  const at = file.indexOf(Buffer.from('\x08\0\x30\x10LO', 'latin1'));
  return Buffer.concat([file.subarray(0, at), sequence, file.subarray(at)]);
}

/** The sequence (0008,1140) with one item, in Explicit VR Little Endian. */
function wrap(content: Buffer, length: 'defined' | 'undefined'): Buffer {
  const isDefined = length === 'defined';
  const head = (bytes: number[], size: number) => {
    const header = Buffer.from([...bytes, 0, 0, 0, 0]);
    header.writeUInt32LE(isDefined ? size : 0xffffffff, bytes.length);
    return header;
  };
  const end = (element: number) => Buffer.from(isDefined ? [] : [0xfe, 0xff, element, 0xe0, 0, 0, 0, 0]);
  const item = Buffer.concat([head([0xfe, 0xff, 0x00, 0xe0], content.length), content, end(0x0d)]);
  const sequence = [0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0];
  return Buffer.concat([head(sequence, item.length), item, end(0xdd)]);
}

/** A file of about a megabyte that inflates to a gigabyte. */
function deflationBomb(): Buffer {
  const plain = Buffer.from(makeInstance('hostile/deflated/1'));
  const start = plain.indexOf(Buffer.from([8, 0, 5, 0]));
  const syntax = Buffer.from('\x02\0\x10\0UI\x16\x001.2.840.10008.1.2.1.99', 'latin1');
  const group = Buffer.from('\x02\0\0\0UL\x04\0\0\0\0\0', 'latin1');
  group.writeUInt32LE(syntax.length, 8);
  const zeros = deflateRawSync(Buffer.alloc(16 * 1024 * 1024), { finishFlush: 2 });
  const dataset = deflateRawSync(plain.subarray(start), { finishFlush: 2 });
  return Buffer.concat([plain.subarray(0, 132), group, syntax, dataset, ...Array<Buffer>(64).fill(zeros)]);
}
