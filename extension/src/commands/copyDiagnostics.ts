import { collectReport } from '../session/collectReport';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Copies data for a bug report; shows it for copying by hand when the browser refuses access to the clipboard. */
export const copyDiagnostics: Command<'fewShotCopyDiagnostics'> = async (session) => {
  const { store } = session;
  const report = await collectReport(session);
  try {
    await navigator.clipboard.writeText(report);
  } catch {
    // The permission is missing, or the page has no https and thus no clipboard.
    store.setState({ diagnostics: report });
    clearMessages(store, 'diagnostics');
    return;
  }
  store.setState({ diagnostics: undefined });
  const text = 'Diagnostics copied: computer, browser and versions; no image or patient data.';
  showMessage(store, { id: 'diagnostics', kind: 'info', text });
};
