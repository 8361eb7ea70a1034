import { CommandButton } from './CommandButton';
import { useSessionState } from './usePanel';

/**
 * A button that copies data for a bug report; shows the text itself when the browser denies clipboard access.
 */
export function Diagnostics() {
  const diagnostics = useSessionState((state) => state.diagnostics);
  return (
    <div className="fss-diagnostics">
      <CommandButton
        className="fss-link"
        name="copy-diagnostics"
        title="For a bug report: computer, browser and versions; no image or patient data"
        call={['fewShotCopyDiagnostics']}
      >
        Copy diagnostics
      </CommandButton>
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
