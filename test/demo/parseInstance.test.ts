import zlib from 'node:zlib';
import { parseInstance } from '../../demo/archive/parseInstance';

/** An explicit little endian element. */
function element(tag: number[], vr: string, value: string): Buffer {
  const padded = Buffer.from(value.length % 2 === 0 ? value : `${value}\0`);
  const head = Buffer.from([...tag, ...Buffer.from(vr), padded.length, 0]);
  return Buffer.concat([head, padded]);
}

function deflatedFile(dataset: Buffer): Buffer {
  const syntax = element([2, 0, 0x10, 0], 'UI', '1.2.840.10008.1.2.1.99');
  const length = element([2, 0, 0, 0], 'UL', `${String.fromCharCode(syntax.length)}\0\0\0`);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    length,
    syntax,
    zlib.deflateRawSync(dataset),
  ]);
}

const dataset = Buffer.concat([
  element([8, 0, 0x16, 0], 'UI', '1.2.3'),
  element([8, 0, 0x18, 0], 'UI', '1.2.4'),
  element([0x20, 0, 0x0d, 0], 'UI', '1.2.5'),
  element([0x20, 0, 0x0e, 0], 'UI', '1.2.6'),
]);

test('a deflated file is read', () => {
  expect(parseInstance(deflatedFile(dataset)).studyUID).toBe('1.2.5');
});
