/** A slash as it may be written in JSON. */
const slash = '(?:\\\\?/|\\\\u002[fF])';

/**
 * Matches the PACS's own URLs in JSON, XML and headers: it may know itself by another host name than we do,
 * but its DICOMweb path is the same.
 *
 * @param rootPath path of the DICOMweb root without slash at its end; if it is empty, only URLs of the origin
 *   match
 */
export function ownUrls(origin: string, rootPath: string): RegExp {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('/', () => slash);
  const root =
    rootPath === '' ? escape(origin) : `https?:${slash}${slash}[^\\s"'<>/\\\\]+${escape(rootPath)}`;
  return new RegExp(`${root}(?=${slash}|["<?]|$)`, 'g');
}
