/**
 * Random input for every parser of the server. `npm test` tries a few hundred; `npm run test:fuzz` tries
 * FUZZ_RUNS, 100,000 by default, for each. A failure prints the seed and the smallest input that fails.
 */
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { HttpError } from '../../demo/archive/HttpError';
import { isUid } from '../../demo/archive/isUid';
import { matchesCondition } from '../../demo/archive/matchAttribute';
import { NotDicomError } from '../../demo/archive/NotDicomError';
import { parseElements } from '../../demo/archive/parseElements';
import { parseInstance } from '../../demo/archive/parseInstance';
import { parseMediaTypes } from '../../cli/dicomweb/parseMediaTypes';
import { readFrames } from '../../demo/archive/readFrames';
import { readMultipart } from '../../demo/archive/readMultipart';
import { dicomwebService } from '../../demo/server/dicomwebService';
import { ownUrls } from '../../demo/server/ownUrls';
import { RewriteUrls } from '../../demo/server/RewriteUrls';
import { attempt, check, expectNoGrowth, numRuns } from '../support/fuzz';
import { makeInstance } from '../support/makeInstance';

expectNoGrowth();

/** Whether an error is one of a parser's own. */
const isOneOf =
  (...refusals: (new (...parameters: never[]) => Error)[]) =>
  (error: unknown) =>
    refusals.some((refusal) => error instanceof refusal);

describe('DICOM files', () => {
  const code = { CodeValue: 'T-A2000', CodingSchemeDesignator: 'SRT', CodeMeaning: 'Brain' };
  const seeds = [
    makeInstance('fuzz/a/1'),
    makeInstance('fuzz/a/2', {
      AnatomicRegionSequence: [{ ...code, AnatomicRegionModifierSequence: [code, code] }],
      RedPaletteColorLookupTableData: new Uint16Array([1, 2, 3]).buffer,
      PixelSpacing: [0.5, 0.25],
      NumberOfFrames: 3,
    }),
  ].map((bytes) => Buffer.from(bytes));
  /** Bytes that mean something: lengths without end, delimiters, VRs, zeros. */
  const telling = fc.constantFrom(
    [0xff, 0xff, 0xff, 0xff],
    [0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff],
    [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0],
    [0xe0, 0x7f, 0x10, 0x00],
    [...Buffer.from('SQ')],
    [...Buffer.from('UN')],
    [...Buffer.from('OB')],
    [0, 0, 0, 0],
  );
  const change = fc.record({
    at: fc.nat(4000),
    bytes: fc.oneof(telling, fc.array(fc.nat(255), { minLength: 1, maxLength: 4 })),
  });
  const files = fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }), fc.option(fc.nat(4000)))
    .map(([seed, changes, end]) => {
      const file = Buffer.from(seed);
      for (const { at, bytes } of changes) Buffer.from(bytes).copy(file, 128 + (at % (file.length - 128)));
      return end === null ? file : file.subarray(0, end);
    });

  test('are read or refused, and nothing that is no UID comes out', () => {
    check(
      fc.property(files, fc.constantFrom(undefined, 'pixels' as const), (file, until) => {
        const parsed = attempt(() => parseInstance(file, until), isOneOf(NotDicomError));
        if (!parsed) return;
        const { studyUID, seriesUID, instanceUID, sopClassUID, transferSyntaxUID } = parsed;
        for (const uid of [studyUID, seriesUID, instanceUID, sopClassUID, transferSyntaxUID])
          expect(isUid(uid)).toBe(true);
      }),
    );
  });

  test('have frames or not', () => {
    check(
      fc.property(files, fc.integer({ min: 1, max: 4 }), (file, number) => {
        attempt(
          () => readFrames(parseElements(file).dataset).read(number),
          isOneOf(NotDicomError, HttpError),
        );
      }),
    );
  });
});

test('media types: any text has some', () => {
  const pieces = fc.constantFrom('"', ';', ',', '=', '\\', 'multipart/related', 'type', '__proto__', ' ');
  const headers = fc.oneof(fc.string(), fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }));
  check(
    fc.property(headers, (header) => {
      const written = Array.isArray(header) ? header.join('') : header;
      for (const { type, parameters } of attempt(() => parseMediaTypes(written)) ?? []) {
        expect(typeof type).toBe('string');
        expect(Object.getPrototypeOf(parameters)).toBe(Object.prototype);
      }
    }),
  );
});

describe('multipart bodies', () => {
  const limits = { part: 1000, all: 3000, parts: 5, pause: 60_000 };
  const inPieces = (bytes: Buffer, size: number) =>
    Readable.from(
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      ),
    );
  const part = fc.uint8Array({ maxLength: 200 }).filter((bytes) => !Buffer.from(bytes).includes('\r\n--b'));

  test('are read as they were written, whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (parts, size) => {
          const body = Buffer.concat([
            ...parts.flatMap((bytes) => [
              Buffer.from('--b\r\nContent-Type: a/b\r\n\r\n'),
              bytes,
              Buffer.from('\r\n'),
            ]),
            Buffer.from('--b--'),
          ]);
          const read = await readMultipart(inPieces(body, size), 'b', limits);
          expect(read.map(({ body: bytes }) => bytes.toString('hex'))).toEqual(
            parts.map((bytes) => Buffer.from(bytes).toString('hex')),
          );
        },
      ),
      { numRuns },
    );
  });

  test('that are none are refused, and every request has an end', async () => {
    const token = fc.constantFrom(
      '--b',
      '--b--',
      '\r\n',
      '\r\n\r\n',
      'Content-Type: a/b',
      ':',
      '--',
      'x'.repeat(900),
    );
    const bodies = fc.array(fc.oneof(token, fc.string()), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: 1, max: 50 }), async (tokens, size) => {
        const reading = readMultipart(inPieces(Buffer.from(tokens.join('')), size), 'b', limits);
        const outcome = await reading.catch((error: unknown) => error);
        expect(Array.isArray(outcome) || outcome instanceof HttpError).toBe(true);
      }),
      { numRuns },
    );
  });
});

describe('queries', () => {
  const characters = fc.array(fc.constantFrom('a', 'b', '*', '?', 'Ü', '.', '\\', '('), { maxLength: 12 });

  test('wildcards match as the same regular expression does', () => {
    check(
      fc.property(characters, characters, (value, pattern) => {
        const wanted = pattern.join('');
        const expression = pattern.map(
          (one) =>
            (({ '*': '.*', '?': '.' }) as Record<string, string>)[one] ??
            `\\u{${one.codePointAt(0)?.toString(16)}}`,
        );
        const element = { vr: 'LO', Value: [value.join('')] };
        const expected =
          /^\**$/.test(wanted) || new RegExp(`^${expression.join('')}$`, 'isu').test(value.join(''));
        expect(matchesCondition({ '00081030': element }, { tag: '00081030', wanted }, false)).toBe(expected);
      }),
    );
  });

  test('any value of any VR matches or not', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.constant(null),
      fc.record({ Alphabetic: fc.string() }),
    );
    const vr = fc.constantFrom('PN', 'DA', 'TM', 'UI', 'CS', 'IS', 'DS', 'LO', 'UN');
    check(
      fc.property(
        vr,
        fc.array(value, { maxLength: 3 }),
        fc.string(),
        fc.boolean(),
        (kind, values, wanted, fuzzy) => {
          const fits = values.map((one) =>
            kind === 'PN' && typeof one !== 'object' ? { Alphabetic: String(one) } : one,
          );
          const dataset = { '00100010': { vr: kind, Value: fits } };
          expect(typeof attempt(() => matchesCondition(dataset, { tag: '00100010', wanted }, fuzzy))).toBe(
            'boolean',
          );
        },
      ),
    );
  });
});

test('the proxy forwards no path that leads out of the DICOMweb root', () => {
  const step = fc.oneof(
    fc.constantFrom(
      'studies',
      '1.2.3',
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '\\',
      'series',
      '',
      'frames',
      '1,2',
      '//',
      '\0',
    ),
    fc.string({ maxLength: 8 }),
  );
  const paths = fc.array(step, { maxLength: 8 }).map((steps) => `/${steps.join('/')}`);
  check(
    fc.property(fc.constantFrom('GET', 'POST', 'DELETE'), paths, (method, path) => {
      if (dicomwebService(method, path) === undefined) return;
      const raw = path.split('?')[0];
      expect(new URL(`http://pacs/root${raw}`).pathname).toBe(`/root${raw}`);
      expect(decodeURIComponent(raw)).not.toMatch(/\.\.|\\|\/\//);
    }),
  );
});

test('URLs are rewritten wherever the answer is cut into pieces', async () => {
  const pattern = ownUrls('http://pacs:80', '/rs');
  const token = fc.constantFrom(
    'http://pacs:80/rs/studies',
    '"',
    'https:\\/\\/x\\/rs\\/1',
    '{',
    'ü',
    'http://pacs:80/rsx',
    '<',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(token, { maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      async (tokens, size) => {
        const whole = Buffer.from(tokens.join('"'));
        const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
          whole.subarray(index * size, (index + 1) * size),
        );
        const rewritten = await text(Readable.from(pieces).pipe(new RewriteUrls(pattern, 'here')));
        expect(rewritten).toBe(tokens.join('"').replace(pattern, 'here'));
      },
    ),
    { numRuns },
  );
});
