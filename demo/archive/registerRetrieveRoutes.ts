import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Archive, Scope, StoredInstance } from './Archive';
import type { ArchiveIndex } from './ArchiveIndex';
import { HttpError } from './HttpError';
import { bulkRoot } from './parseInstance';
import { parseMediaTypes, type MediaType } from '../../cli/dicomweb/parseMediaTypes';
import { readFrame } from './readFrame';
import { scopeUrl } from './scopeUrl';
import { joinMultipart, writeMultipart, type Part } from '../../cli/dicomweb/writeMultipart';

const studyPath = '/studies/:studyUID';
const seriesPath = `${studyPath}/series/:seriesUID`;
const instancePath = `${seriesPath}/instances/:instanceUID`;

/** The media type of a compressed frame that is requested as an image (PS3.18 table 8.7.3-5). */
const imageTypes: Record<string, string> = {
  '1.2.840.10008.1.2.4.50': 'image/jpeg',
  '1.2.840.10008.1.2.4.51': 'image/jpeg',
  '1.2.840.10008.1.2.4.57': 'image/jpeg',
  '1.2.840.10008.1.2.4.70': 'image/jpeg',
  '1.2.840.10008.1.2.4.80': 'image/jls',
  '1.2.840.10008.1.2.4.81': 'image/jls',
  '1.2.840.10008.1.2.4.90': 'image/jp2',
  '1.2.840.10008.1.2.4.91': 'image/jp2',
  '1.2.840.10008.1.2.5': 'image/dicom-rle',
};

/**
 * WADO-RS: retrieves metadata, instances, frames and bulk data (PS3.18 section 10.4). Nothing is transcoded.
 */
export function registerRetrieveRoutes(server: FastifyInstance, archive: Archive, index: ArchiveIndex): void {
  for (const path of [studyPath, seriesPath]) {
    const find = (request: FastifyRequest) => found(findInstances(index, request));
    server.get(path, (request, reply) => sendInstances(find(request), request, reply));
    server.get(`${path}/metadata`, (request, reply) => sendMetadata(archive, find(request), request, reply));
  }
  // Not by the sorted lists of the index, which would hold one for each instance.
  const find = (request: FastifyRequest) => found(archive.find(request.params as Scope));
  server.get(instancePath, (request, reply) => sendInstances(find(request), request, reply));
  server.get(`${instancePath}/metadata`, (request, reply) =>
    sendMetadata(archive, find(request), request, reply),
  );
  server.get(`${instancePath}/frames/:frames`, (request, reply) =>
    sendFrames(archive, find(request)[0], request, reply),
  );
  server.get(`${instancePath}/bulkdata/*`, (request, reply) =>
    sendBulkData(archive, find(request)[0], request, reply),
  );
}

/** The instances within the scope given by the URL, ordered by instance number. */
export function findInstances(index: ArchiveIndex, request: FastifyRequest): StoredInstance[] {
  return index.entries('instances', request.params as Scope).map(({ first }) => first);
}

function found(instances: StoredInstance[]): StoredInstance[] {
  if (instances.length > 0) return instances;
  throw new HttpError(404, 'The archive holds no such study, series or instance.');
}

function sendMetadata(
  archive: Archive,
  instances: StoredInstance[],
  request: FastifyRequest,
  reply: FastifyReply,
) {
  async function* json() {
    let separator = '[';
    for (const instance of instances) {
      const { attributes, isWhole, file } = instance;
      const whole = isWhole ? attributes : await archive.parser.run('metadata', [file]);
      const text = JSON.stringify(whole).replaceAll(`"${bulkRoot}/`, `"${scopeUrl(request, instance)}/`);
      yield separator + text;
      separator = ',';
    }
    yield ']';
  }
  return reply.type('application/dicom+json').send(Readable.from(json()));
}

async function sendInstances(instances: StoredInstance[], request: FastifyRequest, reply: FastifyReply) {
  const accepted = acceptedTypes(request);
  const single = accepted.find(({ type }) => type === 'application/dicom');
  const multipart = accepted.find(
    ({ type, parameters }) =>
      type === '*/*' ||
      (type === 'multipart/related' && ['', 'application/dicom', '*/*'].includes(parameters.type ?? '')),
  );
  const wanted = multipart ?? single;
  if (wanted === undefined || (multipart === undefined && instances.length > 1)) {
    throw new HttpError(406, 'Instances are available as multipart/related; type="application/dicom".');
  }
  for (const { transferSyntaxUID } of instances) checkTransferSyntax(wanted, transferSyntaxUID);

  const typeOf = (instance: StoredInstance) =>
    `application/dicom; transfer-syntax=${instance.transferSyntaxUID}`;
  if (multipart === undefined) {
    const [{ file }] = instances;
    const { size } = await stat(file);
    return reply
      .headers({ 'Content-Type': typeOf(instances[0]), 'Content-Length': size })
      .send(createReadStream(file));
  }
  function* parts(): Generator<Part> {
    for (const instance of instances) {
      yield {
        contentType: typeOf(instance),
        location: scopeUrl(request, instance),
        body: createReadStream(instance.file),
      };
    }
  }
  const { contentType, body } = writeMultipart('application/dicom', parts());
  return reply.header('Content-Type', contentType).send(body);
}

async function sendFrames(
  archive: Archive,
  instance: StoredInstance,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const layout = await archive.framesOf(instance);
  const { transferSyntaxUID, count } = layout;
  const numbers = frameNumbers((request.params as { frames: string }).frames, count);

  const image = imageTypes[transferSyntaxUID];
  const offered = image === undefined ? ['application/octet-stream'] : [image, 'application/octet-stream'];
  const { wanted, type } = chooseFrameType(acceptedTypes(request), offered, numbers.length);
  checkTransferSyntax(wanted, transferSyntaxUID);
  const contentType = `${type}; transfer-syntax=${transferSyntaxUID}`;
  const first = await readFrame(archive, instance, layout, numbers[0]);
  if (wanted.type === type) return reply.header('Content-Type', contentType).send(first);
  const location = (number: number) => `${scopeUrl(request, instance)}/frames/${number}`;
  async function* parts(): AsyncGenerator<Part> {
    yield { contentType, location: location(numbers[0]), body: first };
    for (const number of numbers.slice(1)) {
      const body = await readFrame(archive, instance, layout, number);
      yield { contentType, location: location(number), body };
    }
  }
  if (numbers.length === 1 && Buffer.isBuffer(first)) {
    const whole = joinMultipart(type, { contentType, location: location(numbers[0]), body: first });
    return reply.header('Content-Type', whole.contentType).send(whole.body);
  }
  const multipart = writeMultipart(type, parts());
  return reply.header('Content-Type', multipart.contentType).send(multipart.body);
}

function chooseFrameType(accepted: MediaType[], offered: string[], frames: number) {
  for (const wanted of accepted) {
    const root = wanted.type === 'multipart/related' ? (wanted.parameters.type ?? '*/*') : wanted.type;
    const generic = root === '*/*' || root === 'application/*';
    const type = generic ? 'application/octet-stream' : offered.find((one) => one === root.toLowerCase());
    if (type !== undefined && (frames === 1 || wanted.type !== type)) return { wanted, type };
  }
  throw new HttpError(406, `These frames are available as multipart/related with ${offered.join(' or ')}.`);
}

function frameNumbers(text: string, count: number): number[] {
  return text.split(',').map((part) => {
    if (!/^[1-9]\d{0,6}$/.test(part))
      throw new HttpError(400, `"${part}" is no frame number; they count from 1.`);
    if (Number(part) > count)
      throw new HttpError(404, `This instance has ${count} frames, and no frame ${part}.`);
    return Number(part);
  });
}

async function sendBulkData(
  archive: Archive,
  instance: StoredInstance,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const path = (request.params as { '*': string })['*'];
  const value = Buffer.from(await archive.parser.run('bulkData', [instance.file, path]));
  const accepted = acceptedTypes(request);
  if (accepted.some(({ type }) => type === 'multipart/related' || type === '*/*')) {
    const part = { contentType: 'application/octet-stream', location: request.url, body: value };
    const { contentType, body } = writeMultipart('application/octet-stream', [part]);
    return reply.header('Content-Type', contentType).send(body);
  }
  return reply.type('application/octet-stream').send(value);
}

function acceptedTypes(request: FastifyRequest): MediaType[] {
  // PS3.18 section 8.3.3.1 also allows it in the URL, for clients that cannot set headers.
  const { accept } = request.query as { accept?: string };
  const types = parseMediaTypes(accept ?? request.headers.accept ?? '*/*');
  return types.length === 0 ? [{ type: '*/*', parameters: {} }] : types;
}

/**
 * Stored data is sent in its original transfer syntax. Requests without a transfer syntax also get that
 * instead of an error, as in other archives that do not transcode.
 */
function checkTransferSyntax({ parameters }: MediaType, stored: string): void {
  const wanted = parameters['transfer-syntax'];
  if (wanted === undefined || wanted === '*' || wanted === '' || wanted === stored) return;
  throw new HttpError(
    406,
    `This instance is stored in transfer syntax ${stored} and cannot be sent in ${wanted}.`,
  );
}
