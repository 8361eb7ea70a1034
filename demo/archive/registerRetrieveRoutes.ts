import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Archive, Scope, StoredInstance } from './Archive';
import { HttpError } from './HttpError';
import { numberOf } from './dicomJson';
import { bulkRoot } from './parseInstance';
import { parseMediaTypes, type MediaType } from './parseMediaTypes';
import { readBulkData } from './readBulkData';
import { readFrames } from './readFrames';
import { scopeUrl } from './scopeUrl';
import { tags } from './tags';
import { writeMultipart, type Part } from './writeMultipart';

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
export function registerRetrieveRoutes(server: FastifyInstance, archive: Archive): void {
  for (const path of [studyPath, seriesPath, instancePath]) {
    server.get(path, (request, reply) => sendInstances(archive, request, reply));
    server.get(`${path}/metadata`, (request, reply) => sendMetadata(archive, request, reply));
  }
  server.get(`${instancePath}/frames/:frames`, (request, reply) => sendFrames(archive, request, reply));
  server.get(`${instancePath}/bulkdata/*`, (request, reply) => sendBulkData(archive, request, reply));
}

/** The instances within the scope given by the URL, ordered by instance number. */
export function findRequested(archive: Archive, request: FastifyRequest): StoredInstance[] {
  const found = archive.find(request.params as Scope);
  if (found.length === 0) throw new HttpError(404, 'The archive holds no such study, series or instance.');
  const number = ({ attributes }: StoredInstance) => numberOf(attributes, tags.InstanceNumber) ?? 0;
  return found.sort((a, b) => number(a) - number(b));
}

function sendMetadata(archive: Archive, request: FastifyRequest, reply: FastifyReply) {
  const instances = findRequested(archive, request);
  const json = instances.map((instance) =>
    JSON.stringify(instance.attributes).replaceAll(`"${bulkRoot}/`, `"${scopeUrl(request, instance)}/`),
  );
  return reply.type('application/dicom+json').send(`[${json.join(',')}]`);
}

function sendInstances(archive: Archive, request: FastifyRequest, reply: FastifyReply) {
  const instances = findRequested(archive, request);
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
    return archive.read(instances[0]).then((bytes) => reply.type(typeOf(instances[0])).send(bytes));
  }
  async function* parts(): AsyncGenerator<Part> {
    for (const instance of instances) {
      yield {
        contentType: typeOf(instance),
        location: scopeUrl(request, instance),
        body: await archive.read(instance),
      };
    }
  }
  const { contentType, body } = writeMultipart('application/dicom', parts());
  return reply.header('Content-Type', contentType).send(body);
}

async function sendFrames(archive: Archive, request: FastifyRequest, reply: FastifyReply) {
  const [instance] = findRequested(archive, request);
  const frames = readFrames(await archive.read(instance));
  const numbers = frameNumbers((request.params as { frames: string }).frames, frames.count);

  const image = imageTypes[frames.transferSyntaxUID];
  const offered = image === undefined ? ['application/octet-stream'] : [image, 'application/octet-stream'];
  const { wanted, type } = chooseFrameType(acceptedTypes(request), offered, numbers.length);
  checkTransferSyntax(wanted, frames.transferSyntaxUID);
  const contentType = `${type}; transfer-syntax=${frames.transferSyntaxUID}`;
  if (wanted.type === type) return reply.header('Content-Type', contentType).send(frames.read(numbers[0]));
  const parts = numbers.map((number) => ({
    contentType,
    location: `${scopeUrl(request, instance)}/frames/${number}`,
    body: frames.read(number),
  }));
  const multipart = writeMultipart(type, parts);
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

async function sendBulkData(archive: Archive, request: FastifyRequest, reply: FastifyReply) {
  const [instance] = findRequested(archive, request);
  const value = readBulkData(await archive.read(instance), (request.params as { '*': string })['*']);
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
