import zlib from 'node:zlib';
import { parseInstance } from '../../demo/archive/parseInstance';

/** An explicit little endian element. */
function element(tag: number[], vr: string, value: string): Buffer {
  const padded = Buffer.from(value.length % 2 === 0 ? value : `${value}\0`);
  const head = Buffer.from([...tag, ...Buffer.from(vr), padded.length, 0]);
  return Buffer.concat([head, padded]);
}

/** A file with a Transfer Syntax UID and an encoded data set. */
function fileOf(transferSyntaxUID: string, content: Buffer): Buffer {
  const syntax = element([2, 0, 0x10, 0], 'UI', transferSyntaxUID);
  const length = element([2, 0, 0, 0], 'UL', `${String.fromCharCode(syntax.length)}\0\0\0`);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, syntax, content]);
}

const dataset = Buffer.concat([
  element([8, 0, 0x16, 0], 'UI', '1.2.3'),
  element([8, 0, 0x18, 0], 'UI', '1.2.4'),
  element([0x20, 0, 0x0d, 0], 'UI', '1.2.5'),
  element([0x20, 0, 0x0e, 0], 'UI', '1.2.6'),
]);

test('a deflated file is read', () => {
  expect(parseInstance(fileOf('1.2.840.10008.1.2.1.99', zlib.deflateRawSync(dataset))).studyUID).toBe(
    '1.2.5',
  );
});

/** An element whose value is given by its bytes in hexadecimal digits. */
function encoded(tag: number[], vr: string, hex: string): Buffer {
  const bytes = Buffer.from(hex.replace(/ /g, ''), 'hex');
  const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(' ')]);
  return Buffer.concat([Buffer.from([...tag, ...Buffer.from(vr), padded.length, 0]), padded]);
}

const YAMADA = '1b 24 42 3b 33 45 44 1b 28';
const TARO = '1b 24 42 42 40 4f 3a 1b 28';
const KANA = ['1b 24 42 24 64 24 5e 24 40 1b 28', '1b 24 42 24 3f 24 6d 24 26 1b 28'];

// The examples of DICOM PS3.5, annexes H, I, J and K, and one in Latin-2.
test.each([
  [
    '\\ISO 2022 IR 87',
    `59616d6164615e5461726f75 3d ${YAMADA} 42 5e ${TARO} 42 3d ${KANA[0]} 42 5e ${KANA[1]} 42`,
    ['Yamada^Tarou', '山田^太郎', 'やまだ^たろう'],
  ],
  [
    'ISO 2022 IR 13\\ISO 2022 IR 87',
    `d4cfc0de5ec0dbb3 3d ${YAMADA} 4a 5e ${TARO} 4a 3d ${KANA[0]} 4a 5e ${KANA[1]} 4a`,
    ['ﾔﾏﾀﾞ^ﾀﾛｳ', '山田^太郎', 'やまだ^たろう'],
  ],
  [
    '\\ISO 2022 IR 149',
    '486f6e675e47696c646f6e67 3d 1b242943 fbf3 5e 1b242943 d1ced4d7 3d 1b242943 c8ab 5e 1b242943 b1e6b5bf',
    ['Hong^Gildong', '洪^吉洞', '홍^길동'],
  ],
  ['ISO 2022 IR 6\\ISO 2022 IR 101', '57 61 1b2d42 b3ea 73 61 5e 4c 65 63 68', ['Wałęsa^Lech']],
  ['ISO_IR 101', '57 61 b3ea 73 61 5e 4c 65 63 68', ['Wałęsa^Lech']],
  ['ISO_IR 144', 'bbeeda6365dcd17970d3', ['Люкceмбypг']],
  ['GB18030', '57616e675e5869616f446f6e67 3d cdf5 5e d0a1b6ab', ['Wang^XiaoDong', '王^小东']],
  ['ISO_IR 192', Buffer.from('Buc^Jérôme').toString('hex'), ['Buc^Jérôme']],
])('names in %s are UTF-8 in the JSON, which says so', (characterSet, hex, [Alphabetic, ...others]) => {
  const [Ideographic, Phonetic] = others;
  // A plain sequence of one item, of Request Attributes, with the name in Requested Procedure Description.
  const [group] = hex.split(' 3d ');
  const item = encoded([0x32, 0, 0x60, 0x10], 'LO', group);
  const head = Buffer.from([0x40, 0, 0x75, 2, ...Buffer.from('SQ'), 0, 0, item.length + 8, 0, 0, 0]);
  const items = Buffer.concat([head, Buffer.from([0xfe, 0xff, 0, 0xe0, item.length, 0, 0, 0]), item]);
  const file = fileOf(
    '1.2.840.10008.1.2.1',
    Buffer.concat([
      dataset,
      element([8, 0, 5, 0], 'CS', characterSet),
      encoded([0x10, 0, 0x10, 0], 'PN', hex),
      items,
    ]),
  );
  const { attributes } = parseInstance(file);
  const expected = { Alphabetic, ...(Ideographic && { Ideographic }), ...(Phonetic && { Phonetic }) };
  expect(attributes['00100010']).toEqual({ vr: 'PN', Value: [expected] });
  expect(attributes['00080005']).toEqual({ vr: 'CS', Value: ['ISO_IR 192'] });
  expect(attributes['00400275'].Value).toEqual([{ '00321060': { vr: 'LO', Value: [Alphabetic] } }]);
});
