import type { IncomingHttpHeaders } from 'node:http';
import { ownUrls } from './ownUrls';

/** Request headers that a PACS needs; it need not know where the viewer runs. */
const forwarded = [
  'accept',
  'accept-charset',
  'content-length',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'range',
  'transfer-encoding',
];

/**
 * Response headers that the viewer needs. Others would act in its browser: allow other pages to read, set
 * cookies, ask for a password, change policies.
 */
const returned = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'retry-after',
  'transfer-encoding',
  'vary',
  'warning',
];

export function requestHeaders(headers: IncomingHttpHeaders, own: IncomingHttpHeaders): IncomingHttpHeaders {
  // Compressed answers would have to be decompressed to search them for URLs.
  return { ...only(headers, forwarded), 'accept-encoding': 'identity', ...own };
}

/**
 * The headers of a response, with URLs that lead to the proxy.
 *
 * @param pacs the DICOMweb root of the PACS
 * @param here the URL of the proxy
 */
export function responseHeaders(
  headers: IncomingHttpHeaders,
  pacs: { origin: string; rootPath: string },
  here: string,
): IncomingHttpHeaders {
  const result = only(headers, returned);
  for (const name of ['location', 'content-location'] as const) {
    const url = headers[name];
    const ours = url === undefined ? undefined : translate(url, pacs, here);
    if (ours !== undefined) result[name] = ours;
  }
  return result;
}

/** The URL by which this server offers a resource of the PACS; undefined if it is not below its root. */
function translate(
  url: string,
  { origin, rootPath }: { origin: string; rootPath: string },
  here: string,
): string | undefined {
  // Without a host it is meant relative to the PACS.
  const absolute = url.startsWith('/') && !url.startsWith('//') ? origin + url : url;
  const ours = absolute.replace(ownUrls(origin, rootPath), () => here);
  return ours !== absolute && ours.startsWith(here) ? ours : undefined;
}

function only(headers: IncomingHttpHeaders, names: string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name.toLowerCase())));
}
