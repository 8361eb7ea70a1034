/** At most 64 characters of digits and dots, as in every UID. */
const uid = '(?=[\\d.]{1,64}(?:/|$))\\d+(?:\\.\\d+)*';
/** Steps below a study: no encoded characters, except the comma of frame lists, and no `.` or `..`. */
const steps = '(?:/(?!\\.+(?:/|$))(?:[\\w.,-]|%2C)+)*';
const retrieve = new RegExp(`^/studies/${uid}${steps}$`, 'i');
const search = /^\/(studies|series|instances)$/;
const store = new RegExp(`^/studies(/${uid})?$`);
const wadoUri = /^(\/|\/wado)?$/;

/** The DICOMweb services that the proxy offers. */
export type DicomwebService = 'search' | 'retrieve' | 'store';

/**
 * The DICOMweb service that a request asks for: searching, retrieving or storing (PS3.18 chapter 10). A
 * PACS has other routes, which delete, configure and list; they are none of the viewer's.
 *
 * @param url path below the DICOMweb root, and query, as the client sent it
 * @returns undefined if it is none of these
 */
export function dicomwebService(method: string, url: string): DicomwebService | undefined {
  const [path, query = ''] = url.split('?', 2);
  if (method === 'POST') return store.test(path) ? 'store' : undefined;
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (search.test(path)) return 'search';
  if (retrieve.test(path)) return 'retrieve';
  return wadoUri.test(path) && new URLSearchParams(query).get('requestType') === 'WADO'
    ? 'retrieve'
    : undefined;
}
