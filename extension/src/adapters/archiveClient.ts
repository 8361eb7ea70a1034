import type { Ohif } from '../ohif/Ohif';
import type { DicomWebClient } from '../ohif/types';

/**
 * The data source's client for retrieving, with the reader's present credentials: OHIF renews them only in
 * calls of its own, and the token may have changed since. Undefined in data sources without one.
 */
export function archiveClient({ dataSource, services }: Ohif): DicomWebClient | undefined {
  const client = dataSource.retrieve?.getWadoDicomWebClient?.();
  const present = services.userAuthenticationService?.getAuthorizationHeader?.()?.Authorization;
  if (client && present) client.headers = { ...client.headers, Authorization: present };
  return client;
}
