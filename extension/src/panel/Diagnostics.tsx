import { useCommand, useSessionState } from './usePanel';

/**
 * A button that copies data for a bug report; shows the text itself when the browser denies clipboard access.
 */
export function Diagnostics() {
  const diagnostics = useSessionState((state) => state.diagnostics);
  const run = useCommand();
  return (
    <div className="fss-diagnostics">
      <button
        type="button"
        className="fss-link"
        data-cy="few-shot-copy-diagnostics"
        title="For a bug report: computer, browser and versions; no image or patient data"
        onClick={() => run('fewShotCopyDiagnostics')}
      >
        Copy diagnostics
      </button>
      {diagnostics !== undefined && (
        <textarea
          readOnly
          className="fss-diagnostics-text"
          data-cy="few-shot-diagnostics"
          aria-label="Diagnostics; the browser did not allow copying them"
          rows={6}
          value={diagnostics}
          ref={(element) => element?.select()}
        />
      )}
    </div>
  );
}
