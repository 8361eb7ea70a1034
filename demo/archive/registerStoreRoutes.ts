import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import {
  DuplicateInstanceError,
  MismatchError,
  ReadOnlyError,
  type Archive,
  type Scope,
  type StoredInstance,
} from './Archive';
import type { ArchiveLimits } from './archiveLimits';
import { ByteBudget } from './ByteBudget';
import type { DicomJson } from './dicomJson';
import { HttpError } from './HttpError';
import { NotDicomError, type Identity } from './NotDicomError';
import { parseMediaTypes } from '../../cli/dicomweb/parseMediaTypes';
import { readMultipart, type MultipartLimits } from './readMultipart';
import { scopeUrl } from './scopeUrl';
import { tags } from './tags';

/** Failure reasons of PS3.18 table I.2-2. */
const reasons = { duplicate: 0x0111, outOfResources: 0xa700, mismatch: 0xa900, cannotUnderstand: 0xc000 };

/** System errors caused by the disk, not the client. */
const diskErrors: Record<string, { status: number; message: string } | undefined> = {
  ENOSPC: { status: 507, message: 'The archive is full: there is no space left on its disk.' },
  EDQUOT: { status: 507, message: 'The archive is full: its disk quota is used up.' },
  EROFS: { status: 403, message: 'The archive is read-only: nothing can be stored.' },
  EACCES: { status: 403, message: 'The archive is read-only: the server may not write to its folder.' },
  EPERM: { status: 403, message: 'The archive is read-only: the server may not write to its folder.' },
};

interface Failure extends Identity {
  reason: number;
  message: string;
  status: number;
}

/** STOW-RS: stores instances (PS3.18 section 10.5). */
export function registerStoreRoutes(server: FastifyInstance, archive: Archive, limits: ArchiveLimits): void {
  // Other bodies are refused before they are read.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('multipart/related', (_request, payload, done) => done(null, payload));
  const budget = new ByteBudget(limits.received);
  const options = { bodyLimit: limits.all };
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    let taken = 0;
    const take = (bytes: number) => {
      budget.take(bytes);
      taken += bytes;
    };
    try {
      return await store(archive, await readParts(request, { ...limits, take }), request, reply);
    } finally {
      budget.give(taken);
    }
  };
  server.post('/studies', options, handle);
  server.post('/studies/:studyUID', options, handle);
}

async function store(archive: Archive, parts: Buffer[], request: FastifyRequest, reply: FastifyReply) {
  const { studyUID } = request.params as Scope;
  const stored: StoredInstance[] = [];
  const failures: Failure[] = [];
  for (const bytes of parts) {
    try {
      stored.push(await archive.store(bytes, studyUID));
    } catch (error) {
      failures.push({ ...(error as Partial<NotDicomError>).identity, ...explain(error) });
    }
  }
  const message = failures[0]?.message;
  if (message !== undefined)
    void reply.header('Warning', `299 archive "${message.replace(/[^ !#-~]/g, "'")}"`);
  return reply
    .code(statusOf(stored, failures))
    .type('application/dicom+json')
    .send(JSON.stringify(storeResponse(request, stored, failures, studyUID)));
}

async function readParts(request: FastifyRequest, most: MultipartLimits): Promise<Buffer[]> {
  const [{ type, parameters }] = parseMediaTypes(request.headers['content-type'] ?? 'none');
  if (
    type !== 'multipart/related' ||
    !['application/dicom', undefined].includes(parameters.type?.toLowerCase())
  ) {
    throw new HttpError(415, 'Instances are stored as multipart/related; type="application/dicom".');
  }
  if (!parameters.boundary) throw new HttpError(400, 'The Content-Type names no boundary.');
  if (Number(request.headers['content-length'] ?? 0) > most.all) {
    throw new HttpError(413, `A request may have at most ${most.all} bytes; store fewer instances at once.`);
  }
  const parts = await readMultipart(request.body as Readable, parameters.boundary, most);
  if (parts.length === 0) throw new HttpError(400, 'The request holds no instance.');
  if (parts.some(({ contentType }) => contentType !== 'application/dicom' && contentType !== '')) {
    throw new HttpError(415, 'Each part must be application/dicom.');
  }
  return parts.map(({ body }) => body);
}

function explain(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotDicomError) return { reason: reasons.cannotUnderstand, message, status: 409 };
  if (error instanceof DuplicateInstanceError) return { reason: reasons.duplicate, message, status: 409 };
  if (error instanceof MismatchError) return { reason: reasons.mismatch, message, status: 409 };
  if (error instanceof ReadOnlyError) return { reason: reasons.outOfResources, message, status: 403 };
  const disk = diskErrors[(error as NodeJS.ErrnoException).code ?? ''];
  const unknown = { status: 500, message: `The archive could not write the file: ${message}` };
  return { reason: reasons.outOfResources, ...(disk ?? unknown) };
}

function statusOf(stored: StoredInstance[], failures: Failure[]): number {
  if (failures.length === 0) return 200;
  // A disk error is reported even if some parts were stored, so that the client does not blame the failed
  // files.
  const broken = failures.find(({ status }) => status !== 409);
  if (broken !== undefined) return broken.status;
  return stored.length > 0 ? 202 : 409;
}

function storeResponse(
  request: FastifyRequest,
  stored: StoredInstance[],
  failures: Failure[],
  studyUID: string | undefined,
): DicomJson {
  const response: DicomJson = {};
  const study = studyUID ?? stored[0]?.studyUID;
  if (study !== undefined) {
    response[tags.RetrieveURL] = { vr: 'UR', Value: [scopeUrl(request, { studyUID: study })] };
  }
  if (stored.length > 0) {
    response[tags.ReferencedSOPSequence] = {
      vr: 'SQ',
      Value: stored.map((instance) => ({
        ...referenceTo(instance),
        [tags.RetrieveURL]: { vr: 'UR', Value: [scopeUrl(request, instance)] },
      })),
    };
  }
  if (failures.length > 0) {
    response[tags.FailedSOPSequence] = {
      vr: 'SQ',
      Value: failures.map((failure) => ({
        ...referenceTo(failure),
        [tags.FailureReason]: { vr: 'US', Value: [failure.reason] },
        [tags.ErrorComment]: { vr: 'LO', Value: [failure.message.slice(0, 64)] },
      })),
    };
  }
  return response;
}

function referenceTo({ sopClassUID, instanceUID }: Identity): DicomJson {
  const reference: DicomJson = {};
  if (sopClassUID !== undefined) reference[tags.ReferencedSOPClassUID] = { vr: 'UI', Value: [sopClassUID] };
  if (instanceUID !== undefined)
    reference[tags.ReferencedSOPInstanceUID] = { vr: 'UI', Value: [instanceUID] };
  return reference;
}
