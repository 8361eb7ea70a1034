import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from './Archive';
import type { ArchiveIndex, Level } from './ArchiveIndex';
import { tagOf } from './attributeNames';
import { HttpError } from './HttpError';
import { queryArchive, type Query } from './queryArchive';
import { scopeUrl } from './scopeUrl';

type Parameters = Record<string, string | string[] | undefined>;

const mostResults = 10_000;
/** Matching takes time in proportion to the conditions and to the length of their values. */
const most = { conditions: 50, characters: 4096 };

/** QIDO-RS: searches for studies, series and instances (PS3.18 section 10.6). */
export function registerQueryRoutes(server: FastifyInstance, index: ArchiveIndex): void {
  const search = (level: Level) => (request: FastifyRequest, reply: FastifyReply) => {
    const scope = request.params as Scope;
    const { query, ignored } = readQuery(level, scope, request.query as Parameters);
    if (ignored.length > 0) {
      void reply.header(
        'Warning',
        `299 archive "The following parameters were ignored: ${ignored.join(', ')}"`,
      );
    }
    return reply
      .type('application/dicom+json')
      .send(JSON.stringify(queryArchive(index, query, (part) => scopeUrl(request, part))));
  };
  server.get('/studies', search('studies'));
  server.get('/series', search('series'));
  server.get('/instances', search('instances'));
  server.get('/studies/:studyUID/series', search('series'));
  server.get('/studies/:studyUID/instances', search('instances'));
  server.get('/studies/:studyUID/series/:seriesUID/instances', search('instances'));
}

function readQuery(level: Level, scope: Scope, parameters: Parameters): { query: Query; ignored: string[] } {
  const { limit, offset, fuzzymatching, includefield, ...filters } = parameters;
  const query: Query = {
    level,
    scope,
    conditions: [],
    include: [],
    fuzzy: last(fuzzymatching) === 'true',
    limit: Math.min(wholeNumber('limit', limit) ?? mostResults, mostResults),
    offset: wholeNumber('offset', offset) ?? 0,
  };
  const ignored: string[] = [];
  for (const name of list(includefield).flatMap((names) => names.split(','))) {
    const tag = tagOf(name.trim());
    if (name.trim() === 'all') query.include = 'all';
    else if (tag === undefined) ignored.push(name);
    else if (query.include !== 'all') query.include.push(tag);
  }
  for (const [name, value] of Object.entries(filters)) {
    const tag = tagOf(name);
    if (tag === undefined) ignored.push(name);
    else query.conditions.push({ tag, wanted: list(value).join(',').trim() });
  }
  if (query.conditions.length > most.conditions)
    throw new HttpError(400, `A query may have at most ${most.conditions} conditions.`);
  const long = query.conditions.find(({ wanted }) => wanted.length > most.characters);
  if (long)
    throw new HttpError(400, `The value of ${long.tag} is longer than ${most.characters} characters.`);
  return { query, ignored: ignored.map((name) => name.replace(/[^\w.-]/g, '?')) };
}

function wholeNumber(name: string, value: string | string[] | undefined): number | undefined {
  const text = last(value);
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new HttpError(400, `"${name}" must be a whole number, not "${text}".`);
  return Number(text);
}

function list(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function last(value: string | string[] | undefined): string | undefined {
  return list(value).at(-1);
}
