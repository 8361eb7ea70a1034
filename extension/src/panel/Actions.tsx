import { storeWarning } from '../session/storeWarning';
import { MASK_FORMATS, type MaskFormat } from '../state/MaskFormat';
import { STORE_MODES, type StoreMode } from '../state/StoreMode';
import { CommandButton } from './CommandButton';
import { useCommand, useSessionState } from './usePanel';

/** Predicting, downloading and storing: always in view once there is a model or a mask. */
export function Actions() {
  const series = useSessionState((state) => state.series);
  const { running, done } = useSessionState((state) => state.prediction);
  const format = useSessionState((state) => state.format);
  const storeMode = useSessionState((state) => state.storeMode);
  const report = useSessionState((state) => state.report);
  const archive = useSessionState((state) => state.archive);
  const run = useCommand();
  const storing = useSessionState((state) => state.storing);
  const training = useSessionState((state) => state.training.phase !== 'idle');
  const trained = useSessionState((state) => state.model !== undefined);
  const warning = useSessionState(storeWarning);
  const anyMasks = series.some((entry) => entry.enabled && entry.predicted > 0);
  if (!trained && !anyMasks && !running) return null;
  const unstorable = !anyMasks || storing || running;
  const anyTicked = series.some((entry) => entry.enabled);
  return (
    <div className="fss-actions" role="group" aria-label="Results">
      {warning && (
        <p className="fss-store-warning" role="status" data-cy="few-shot-store-warning">
          {warning}
        </p>
      )}
      {running ? (
        <CommandButton name="stop-prediction" call={['fewShotStop']}>
          Stop
        </CommandButton>
      ) : (
        <CommandButton
          name="predict"
          disabled={!trained || training || !anyTicked}
          title="Predict the ticked series again with the current model"
          call={['fewShotPredict']}
        >
          {done > 0 ? 'Predict again' : 'Predict'}
        </CommandButton>
      )}
      <label className="fss-format">
        As{' '}
        <select
          value={format}
          data-cy="few-shot-format"
          onChange={({ target }) => run('fewShotSetFormat', { format: target.value as MaskFormat })}
        >
          {Object.entries(MASK_FORMATS).map(([name, { title }]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {archive.hasStored && MASK_FORMATS[format].storable && (
        <label className="fss-format">
          Stored before:{' '}
          <select
            value={storeMode}
            title={`${STORE_MODES[storeMode].does}. Masks that the archive has already are not stored again.`}
            data-cy="few-shot-store-mode"
            onChange={({ target }) => run('fewShotSetStoreMode', { mode: target.value as StoreMode })}
          >
            {Object.entries(STORE_MODES).map(([name, { title }]) => {
              const isOffered = name !== 'replace' || archive.canReject;
              return (
                <option key={name} value={name} disabled={!isOffered}>
                  {isOffered ? title : `${title} (this archive cannot reject)`}
                </option>
              );
            })}
          </select>
        </label>
      )}
      {MASK_FORMATS[format].reportable && (
        <label
          className="fss-format"
          title="Also a measurement report (DICOM SR, TID 1500) of the volume of each segment in ml"
        >
          <input
            type="checkbox"
            checked={report}
            data-cy="few-shot-volumes"
            onChange={() => run('fewShotSetReport', { report: !report })}
          />
          Report of volumes
        </label>
      )}
      <CommandButton name="download" disabled={unstorable} call={['fewShotDownload']}>
        Download
      </CommandButton>
      <CommandButton
        primary
        grow
        name="store"
        disabled={unstorable || !MASK_FORMATS[format].storable}
        title={
          MASK_FORMATS[format].storable
            ? 'Store the masks of the ticked series in the archive'
            : `An archive does not hold ${MASK_FORMATS[format].title} files: download them`
        }
        call={['fewShotStore']}
      >
        {storing ? 'Storing…' : 'Store'}
      </CommandButton>
    </div>
  );
}
