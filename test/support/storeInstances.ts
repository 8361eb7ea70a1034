/**
 * Sends instances by STOW-RS without a client library, so that tests can also send what no library would.
 *
 * @param url DICOMweb root or URL of a study
 * @param authorization value of an Authorization header, if the archive requires one
 */
export function storeInstances(url: string, instances: Uint8Array[], authorization = ''): Promise<Response> {
  const boundary = 'test-boundary';
  const chunks = instances.flatMap((instance) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    Buffer.from(instance),
    Buffer.from('\r\n'),
  ]);
  return fetch(url.includes('/studies') ? url : `${url}/studies`, {
    method: 'POST',
    headers: {
      'Content-Type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
      ...(authorization && { Authorization: authorization }),
    },
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  });
}
