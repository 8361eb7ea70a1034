import type { StorageError } from '../../../src/storage/StorageError';
import { showMessage, type SessionStore } from './SessionStore';

const KEEP = 'Store or download the masks before you close this tab.';

const TEXTS: Record<StorageError['code'], string> = {
  unavailable: `This browser does not let the page save (private window, or storage is blocked), so your work ends with this tab. ${KEEP}`,
  newer: `A later release of Few-Shot Segment has used this browser's storage, so this one does not save. Reload the page. ${KEEP}`,
  full: `The browser's storage is full: the latest masks are not saved. Free disk space, or press “Forget this study” in studies that are finished. ${KEEP}`,
  taken: `Another tab saves this study; this one no longer does. Close one of them and reload the other. ${KEEP}`,
  failed: `The latest changes could not be saved; it will be tried again. ${KEEP}`,
};

/** Tells the reader what is not saved, and what to do. */
export function explainStorage(store: SessionStore, { code, message }: StorageError): void {
  const text = code === 'failed' ? `${TEXTS.failed} (${message})` : TEXTS[code];
  showMessage(store, { id: 'saving', kind: code === 'unavailable' ? 'warning' : 'error', text });
}
