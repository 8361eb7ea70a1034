import type { FastifyRequest } from 'fastify';
import type { Scope } from './Archive';

/** The absolute DICOMweb URL of a study, series or instance, as the client reaches this server. */
export function scopeUrl(request: FastifyRequest, { studyUID, seriesUID, instanceUID }: Scope): string {
  let url = `${request.protocol}://${request.headers.host ?? request.hostname}/dicomweb`;
  if (studyUID !== undefined) url += `/studies/${studyUID}`;
  if (seriesUID !== undefined) url += `/series/${seriesUID}`;
  if (instanceUID !== undefined) url += `/instances/${instanceUID}`;
  return url;
}
