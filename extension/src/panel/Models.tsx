import { useState } from 'react';
import { CommandButton } from './CommandButton';
import { ModelItem } from './ModelItem';
import { useCommand, useSessionState } from './usePanel';

/** Models that outlive the study: saving the current one, and using those of the library and the server. */
export function Models() {
  const models = useSessionState((state) => state.models);
  const current = useSessionState((state) => state.model);
  const [name, setName] = useState('');
  const run = useCommand();
  return (
    <details
      className="fss-details"
      data-cy="few-shot-models"
      onToggle={(event) => event.currentTarget.open && run('fewShotListModels')}
    >
      <summary title="Use a model that was trained on another study, or keep this one for the next">
        Models{models && models.length > 0 ? ` (${models.length})` : ''}
      </summary>
      <div className="fss-models">
        {current && (
          <div className="fss-row">
            <input
              className="fss-text"
              value={name}
              placeholder={current.summary.name}
              aria-label="Name of the model"
              maxLength={80}
              data-cy="few-shot-model-name"
              onChange={({ target }) => setName(target.value)}
            />
            <CommandButton
              name="save-model"
              title="Keeps the current model in this browser for other studies, without anything of the patient"
              call={['fewShotSaveModel', name.trim() ? { name } : {}]}
            >
              Save model
            </CommandButton>
          </div>
        )}
        {models?.length === 0 && (
          <p className="fss-hint" data-cy="few-shot-models-empty">
            No saved model yet. {current ? '' : 'Train one, or import a file.'}
          </p>
        )}
        <ul aria-label="Models">
          {models?.map((model, i) => (
            <ModelItem key={model.id} model={model} number={i + 1} />
          ))}
        </ul>
        <label className="fss-link fss-import" title="Adds a .safetensors file that was exported here">
          Import a model …
          <input
            type="file"
            className="fss-visually-hidden"
            accept=".safetensors,.model"
            data-cy="few-shot-import-model"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) run('fewShotImportModel', { file });
              // The same file can be chosen again.
              target.value = '';
            }}
          />
        </label>
      </div>
    </details>
  );
}
