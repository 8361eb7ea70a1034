import { collectReport } from '../session/collectReport';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Copies what helps to find the cause of a problem; shows it for copying by hand where the clipboard is refused. */
export const copyDiagnostics: Command<'fewShotCopyDiagnostics'> = async (session) => {
  const { store } = session;
  const report = await collectReport(session);
  try {
    await navigator.clipboard.writeText(report);
  } catch {
    // Without permission, or on a page without https there is no clipboard at all.
    store.setState({ diagnostics: report });
    clearMessages(store, 'diagnostics');
    return;
  }
  store.setState({ diagnostics: undefined });
  const text = 'Diagnostics were copied: computer, browser and versions, nothing of images or patients.';
  showMessage(store, { id: 'diagnostics', kind: 'info', text });
};
