import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Archive, StoredInstance } from './Archive';
import type { ArchiveIndex } from './ArchiveIndex';
import { numberOf } from './dicomJson';
import { HttpError } from './HttpError';
import { findInstances } from './registerRetrieveRoutes';
import type { RenderOptions } from './renderFrame';

const thumbnail = { width: 128, height: 128 };
const studyPath = '/studies/:studyUID';
const seriesPath = `${studyPath}/series/:seriesUID`;
const instancePath = `${seriesPath}/instances/:instanceUID`;

/** WADO-RS: rendered images and thumbnails as PNG (PS3.18 sections 10.4.1.1.3 and .4). */
export function registerRenderRoutes(server: FastifyInstance, archive: Archive, index: ArchiveIndex): void {
  const send = (fit?: RenderOptions['fit']) => (request: FastifyRequest, reply: FastifyReply) =>
    sendRendered(archive, index, request, reply, fit);
  for (const path of [instancePath, `${instancePath}/frames/:frames`]) {
    server.get(`${path}/rendered`, send());
    server.get(`${path}/thumbnail`, send(thumbnail));
  }
  server.get(`${studyPath}/thumbnail`, send(thumbnail));
  server.get(`${seriesPath}/thumbnail`, send(thumbnail));
}

async function sendRendered(
  archive: Archive,
  index: ArchiveIndex,
  request: FastifyRequest,
  reply: FastifyReply,
  fit: RenderOptions['fit'],
) {
  const accept = request.headers.accept ?? '*/*';
  if (!/\*\/\*|image\/(\*|png)/.test(accept))
    throw new HttpError(406, 'Rendered images are available as image/png.');
  const instance = representative(findInstances(index, request));
  const { frames } = request.params as { frames?: string };
  if (frames !== undefined && !/^[1-9]\d{0,6}$/.test(frames)) {
    throw new HttpError(400, `"${frames}" is no frame number; they count from 1.`);
  }
  const options = {
    frame: Number(frames ?? middleFrame(instance)),
    fit: readViewport(request) ?? fit,
    window: readWindow(request),
  };
  const png = await archive.parser.run('render', [instance.file, options]);
  return reply.type('image/png').send(Buffer.from(png));
}

/** The middle image, which usually shows more of a series than the first. */
function representative(instances: StoredInstance[]): StoredInstance {
  const images = instances.filter(({ hasPixelData }) => hasPixelData);
  if (images.length === 0) throw new HttpError(404, 'There is no image to show.');
  return images[Math.floor(images.length / 2)];
}

function middleFrame({ attributes }: StoredInstance): number {
  const count = numberOf(attributes, '00280008') ?? 1;
  return Math.ceil(count / 2);
}

function readViewport(request: FastifyRequest): RenderOptions['fit'] {
  const numbers = readNumbers(request, 'viewport', 2);
  return numbers && { width: Math.max(1, numbers[0]), height: Math.max(1, numbers[1]) };
}

function readWindow(request: FastifyRequest): RenderOptions['window'] {
  const numbers = readNumbers(request, 'window', 2);
  return numbers && { center: numbers[0], width: numbers[1] };
}

function readNumbers(request: FastifyRequest, name: string, count: number): number[] | undefined {
  const text = (request.query as Record<string, string | undefined>)[name];
  if (text === undefined) return undefined;
  const numbers = text.split(',').slice(0, count).map(Number);
  if (numbers.length < count || !numbers.every(Number.isFinite)) {
    throw new HttpError(400, `"${name}" must begin with ${count} numbers.`);
  }
  return numbers;
}
