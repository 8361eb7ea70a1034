import { collectReport } from '../session/collectReport';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Copies data for a bug report, or shows it for manual copying when the browser denies clipboard access. */
export const copyDiagnostics: Command<'fewShotCopyDiagnostics'> = async (session) => {
  const { store } = session;
  const report = await collectReport(session);
  try {
    await navigator.clipboard.writeText(report);
  } catch {
    // The permission is missing, or the page is not served over https and so has no clipboard.
    store.setState({ diagnostics: report });
    clearMessages(store, 'diagnostics');
    return;
  }
  store.setState({ diagnostics: undefined });
  const text = 'Diagnostics copied: computer, browser and versions; no image or patient data.';
  showMessage(store, { id: 'diagnostics', kind: 'info', text });
};
