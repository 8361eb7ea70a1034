import { api } from 'dicomweb-client';
import { XMLHttpRequest } from 'xmlhttprequest-ssl';
import type { DicomJson } from '../../demo/archive/dicomJson';

/** Browsers also send ArrayBuffers; the XMLHttpRequest for Node requires Buffers. */
class BrowserRequest extends XMLHttpRequest {
  constructor() {
    super();
    const send = this.send.bind(this);
    this.send = (body) => send(body instanceof ArrayBuffer ? Buffer.from(body) : body);
  }
}

interface SeriesPlace {
  studyInstanceUID: string;
  seriesInstanceUID: string;
}
interface InstancePlace extends SeriesPlace {
  sopInstanceUID: string;
}
interface Search {
  queryParams?: Record<string, string>;
  studyInstanceUID?: string;
  seriesInstanceUID?: string;
}

/** The client's methods used by the tests. The types in its package require options that are not needed. */
export interface DicomwebClient {
  searchForStudies(search?: Search): Promise<DicomJson[]>;
  searchForSeries(search?: Search): Promise<DicomJson[]>;
  searchForInstances(search?: Search): Promise<DicomJson[]>;
  retrieveStudyMetadata(place: { studyInstanceUID: string }): Promise<DicomJson[]>;
  retrieveSeriesMetadata(place: SeriesPlace): Promise<DicomJson[]>;
  retrieveInstanceMetadata(place: InstancePlace): Promise<DicomJson>;
  retrieveStudy(place: { studyInstanceUID: string }): Promise<ArrayBuffer[]>;
  retrieveSeries(place: SeriesPlace): Promise<ArrayBuffer[]>;
  retrieveInstance(place: InstancePlace): Promise<ArrayBuffer>;
  retrieveInstanceFrames(frames: InstancePlace & { frameNumbers: number[] }): Promise<ArrayBuffer[]>;
  retrieveBulkData(value: { BulkDataURI: string }): Promise<ArrayBuffer[]>;
  storeInstances(instances: { datasets: ArrayBuffer[]; studyInstanceUID?: string }): Promise<unknown>;
}

/** The client library as viewers use it; Node only lacks the browser's XMLHttpRequest. */
export function dicomwebClient(url: string): DicomwebClient {
  Object.assign(globalThis, { XMLHttpRequest: BrowserRequest });
  return new api.DICOMwebClient({ url, singlepart: false, verbose: false }) as unknown as DicomwebClient;
}
