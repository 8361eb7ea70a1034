import { Readable } from 'node:stream';
import { readMultipart } from '../../demo/archive/readMultipart';

const most = { part: 20, all: 30, parts: 10, pause: 1000 };

/** The body in pieces of a few bytes, so that pieces end at every position of boundaries and headers. */
function body(text: string, piece: number): Readable {
  const bytes = Buffer.from(text, 'latin1');
  const pieces = [];
  for (let start = 0; start < bytes.length; start += piece) pieces.push(bytes.subarray(start, start + piece));
  return Readable.from(pieces);
}

test.each([1, 2, 3, 7, 1000])('parts are found whatever the chunks are (%i bytes)', async (piece) => {
  const text =
    'preamble\r\n--b\r\nContent-Type: application/dicom; transfer-syntax=1.2\r\nContent-Location: x\r\n\r\n' +
    'a\r\n--c\r\n-\0\xff\r\n--b\r\n\r\n\r\n--b--\r\nepilogue';
  const parts = await readMultipart(body(text, piece), 'b', most);
  expect(parts.map(({ contentType }) => contentType)).toEqual(['application/dicom', '']);
  expect(parts[0].body.toString('latin1')).toBe('a\r\n--c\r\n-\0\xff');
  expect(parts[1].body).toHaveLength(0);
});

test('a part that is too long, and parts that are too long together, are refused', async () => {
  const part = (length: number) => `--b\r\n\r\n${'x'.repeat(length)}\r\n`;
  await expect(readMultipart(body(`${part(21)}--b--`, 8), 'b', most)).rejects.toThrow('A single instance');
  await expect(readMultipart(body(`${part(16)}${part(16)}--b--`, 8), 'b', most)).rejects.toThrow('A request');
  await expect(readMultipart(body(`${part(15)}${part(15)}--b--`, 8), 'b', most)).resolves.toHaveLength(2);
});

test('a sender that breaks off is told as such', async () => {
  const broken = new Readable({ read: () => undefined });
  const reading = readMultipart(broken, 'b', most);
  broken.push('--b\r\n\r\nabc');
  broken.destroy(new Error('connection lost'));
  await expect(reading).rejects.toThrow('connection lost');
});

test('too many parts, and too much besides the parts, are refused', async () => {
  const three = `${'--b\r\n\r\nx\r\n'.repeat(3)}--b--`;
  await expect(readMultipart(body(three, 8), 'b', { ...most, parts: 2 })).rejects.toThrow('too many parts');
  await expect(readMultipart(body(three, 8), 'b', { ...most, parts: 3 })).resolves.toHaveLength(3);
  const preamble = 'x'.repeat(33 * 1024 * 1024);
  await expect(readMultipart(body(preamble, 1024 * 1024), 'b', most)).rejects.toThrow('A request');
});
