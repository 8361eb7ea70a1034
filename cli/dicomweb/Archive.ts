import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Attributes } from '../../src/dicom/Attributes';
import dcmjs from '../../src/dicom/quietDcmjs';
import { ArchiveError } from './ArchiveError';
import { basicAuthorization, type ArchiveAccess } from './archiveAccess.mjs';
import { patiently } from './patiently';
import { readParts } from './readParts';
import { storeProblem } from './storeProblem';
import { writeMultipart } from './writeMultipart';

/** Studies of one page of a search. */
const PAGE = 100;
const DICOM = 'application/dicom';
const JSON_TYPE = 'application/dicom+json';

/** Where an object is in the archive. */
export interface Place {
  study: string;
  series: string;
  instance: string;
}

/**
 * A client of a DICOMweb archive (PS3.18): searches page by page, retrieves instances to files as they
 * arrive, and stores. Requests are repeated while the archive is away, see {@link patiently}.
 */
export class Archive {
  private readonly root: string;
  private readonly authorization: string | undefined;

  /** @param patience how long a request is repeated while the archive is away, in seconds */
  constructor(
    private readonly access: ArchiveAccess,
    private readonly patience: number,
  ) {
    const url = new URL(access.url);
    this.authorization = basicAuthorization(access);
    url.username = url.password = '';
    this.root = url.href.replace(/\/+$/, '');
  }

  /**
   * Searches studies (QIDO-RS), in pages; a study that moves to a later page while the archive grows is
   * given once.
   *
   * @param query attributes as in a URL, e.g. `ModalitiesInStudy=MR&StudyDate=20240101-`
   */
  async *searchStudies(query: string): AsyncGenerator<Attributes> {
    const seen = new Set<unknown>();
    for (let offset = 0; ;) {
      const search = new URLSearchParams(query);
      search.append('limit', `${PAGE}`);
      search.append('offset', `${offset}`);
      const page = await this.search(`/studies?${search}`);
      const before = seen.size;
      for (const study of page) {
        if (seen.has(study.StudyInstanceUID)) continue;
        seen.add(study.StudyInstanceUID);
        yield study;
      }
      // An archive may have shorter pages than asked for, or none: then it repeats the first one.
      if (seen.size === before) return;
      offset += page.length;
    }
  }

  /** The series of a study (QIDO-RS). */
  searchSeries(study: string): Promise<Attributes[]> {
    const fields = [
      'SeriesDescription',
      'BodyPartExamined',
      'ProtocolName',
      'NumberOfSeriesRelatedInstances',
    ];
    return this.search(`/studies/${study}/series?includefield=${fields.join(',')}`);
  }

  /** The attributes of one instance of a series, without its pixels; undefined if it has none. */
  async oneOf(study: string, series: string): Promise<Attributes | undefined> {
    const [found] = await this.search(`/studies/${study}/series/${series}/instances?limit=1`);
    if (!found) return undefined;
    const place = { study, series, instance: String(found.SOPInstanceUID) };
    return (await this.search(`${pathOf(place)}/metadata`))[0];
  }

  /**
   * Retrieves all instances of a series (WADO-RS) into files of a folder as they arrive.
   *
   * @returns the files, and their size in bytes
   */
  retrieveSeries(study: string, series: string, folder: string): Promise<{ files: string[]; bytes: number }> {
    return patiently(this.patience, async () => {
      const answer = await this.request(`/studies/${study}/series/${series}`, accepting(DICOM));
      const files: string[] = [];
      let bytes = 0;
      await readParts(answer, async (part, index) => {
        const file = path.join(folder, `${index + 1}.dcm`);
        files.push(file);
        part.on('data', (chunk: Buffer) => (bytes += chunk.length));
        await pipeline(part, createWriteStream(file));
      });
      return { files, bytes };
    });
  }

  /**
   * Retrieves one instance (WADO-RS).
   *
   * @returns its file; undefined when the archive does not have it
   */
  async retrieveInstance(place: Place): Promise<Buffer | undefined> {
    return patiently(this.patience, async () => {
      const answer = await this.request(pathOf(place), accepting(DICOM), [404]);
      if (answer.status === 404) return undefined;
      const parts: Buffer[] = [];
      await readParts(answer, async (part) => {
        parts.push(await buffer(part));
      });
      return parts[0];
    });
  }

  /**
   * Stores instances of one study in a single request (STOW-RS).
   *
   * @throws ArchiveError that says why it refuses some of them
   */
  async store(study: string, instances: readonly Uint8Array[]): Promise<void> {
    await patiently(this.patience, async () => {
      const { contentType, body } = writeMultipart(
        DICOM,
        instances.map((instance) => ({ contentType: DICOM, body: instance })),
      );
      const chunks = await buffer(body);
      const answer = await this.request(
        `/studies/${study}`,
        {
          method: 'POST',
          headers: { 'Content-Type': contentType, Accept: JSON_TYPE },
          body: new Uint8Array(chunks),
        },
        [202, 409],
      );
      const text = await answer.text();
      const problem = storeProblem(text);
      if (answer.status === 409 || problem)
        throw new ArchiveError(`The archive refuses to store: ${problem ?? 'its log says why'}.`, 409);
    });
  }

  private search(query: string): Promise<Attributes[]> {
    return patiently(this.patience, async () => {
      const answer = await this.request(query, accepting(JSON_TYPE));
      if (answer.status === 204) return [];
      const text = await answer.text().catch((error: Error) => {
        throw new ArchiveError(`The archive's answer broke off (${error.message}).`);
      });
      return text === '' ? [] : parse(query, text);
    });
  }

  /**
   * @param expected statuses besides 2xx that the caller understands
   * @throws ArchiveError
   */
  private async request(query: string, init: RequestInit, expected: number[] = []): Promise<Response> {
    const { timeout } = this.access;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error(`no answer within ${timeout} s`)), 1000 * timeout);
    const headers = new Headers(init.headers);
    if (this.authorization) headers.set('Authorization', this.authorization);
    try {
      const answer = await fetch(this.root + query, { ...init, headers, signal: late.signal });
      if (answer.ok || expected.includes(answer.status)) return answer;
      await answer.body?.cancel();
      throw refusal(query, answer);
    } catch (error) {
      if (error instanceof ArchiveError) throw error;
      const { message, cause } = error as Error;
      throw new ArchiveError(
        `The archive at ${this.root} cannot be reached (${cause instanceof Error ? cause.message : message}).`,
      );
    } finally {
      clearTimeout(timer);
    }
  }
}

const pathOf = ({ study, series, instance }: Place) =>
  `/studies/${study}/series/${series}/instances/${instance}`;

function accepting(type: string): RequestInit {
  return { headers: { Accept: type === DICOM ? `multipart/related; type="${DICOM}"` : type } };
}

function refusal(query: string, { status, headers }: Response): ArchiveError {
  const wait = Number(headers.get('retry-after')) || undefined;
  if (status === 401 || status === 403) {
    const how = 'Give a user by --pacs-user and a password by --pacs-password-file, see --help.';
    return new ArchiveError(`The archive refuses access (${status}). ${how}`, status);
  }
  return new ArchiveError(`The archive answers ${status} to ${query.split('?')[0]}.`, status, wait);
}

function parse(query: string, text: string): Attributes[] {
  try {
    return (JSON.parse(text) as never[]).map((item) =>
      dcmjs.data.DicomMetaDictionary.naturalizeDataset(item),
    );
  } catch {
    throw new ArchiveError(`The archive does not answer DICOM JSON to ${query.split('?')[0]}.`, 200);
  }
}
