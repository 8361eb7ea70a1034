import { useState } from 'react';
import type { ListedModel } from '../state/SessionState';
import { CommandButton } from './CommandButton';
import { useCommand, useSessionState } from './usePanel';

/** One model: what it learnt, whether it fits the study, and what can be done with it. */
export function ModelItem({ model, number }: { model: ListedModel; number: number }) {
  const { id, name, shared, facts, thumbnail, misfits } = model;
  const busy = useSessionState((state) => state.training.phase !== 'idle' || state.prediction.running);
  const drawn = useSessionState((state) => state.examples.some(({ included }) => included));
  const [mode, setMode] = useState<'list' | 'rename' | 'delete'>('list');
  const cy = `model-${number}`;
  return (
    <li className="fss-model" data-cy={`few-shot-${cy}`} data-shared={shared}>
      {thumbnail ? (
        <img className="fss-model-picture" src={thumbnail} alt="" title="An image that the model generated" />
      ) : (
        <span className="fss-model-picture" />
      )}
      {mode === 'rename' ? (
        <RenameForm model={model} cy={cy} onDone={() => setMode('list')} />
      ) : (
        <span className="fss-model-name">
          {name} <span className="fss-muted">{facts}</span>
        </span>
      )}
      {misfits.length > 0 && (
        <span className="fss-misfit" data-cy={`few-shot-${cy}-misfits`}>
          May not fit: {misfits.join(' ')}
        </span>
      )}
      <div className="fss-model-actions">
        <CommandButton
          className="fss-link"
          name={`${cy}-apply`}
          disabled={busy}
          title="Predicts the ticked series with this model"
          call={['fewShotApplyModel', { id }]}
        >
          Apply
        </CommandButton>
        <CommandButton
          className="fss-link"
          name={`${cy}-adapt`}
          disabled={busy || !drawn}
          title="Trains on from this model with the masks drawn here; draw two or more"
          call={['fewShotAdaptModel', { id }]}
        >
          Adapt
        </CommandButton>
        {!shared && mode === 'list' && (
          <>
            <CommandButton
              className="fss-link"
              name={`${cy}-export`}
              title="Saves it as one file, which contains nothing of a patient"
              call={['fewShotExportModel', { id }]}
            >
              Export
            </CommandButton>
            <PlainLink cy={`${cy}-rename`} label="Rename" onClick={() => setMode('rename')} />
            <PlainLink cy={`${cy}-delete`} label="Delete" onClick={() => setMode('delete')} />
          </>
        )}
        {mode === 'delete' && (
          <>
            <CommandButton
              className="fss-link fss-danger"
              name={`${cy}-delete-confirm`}
              autoFocus
              call={['fewShotDeleteModel', { id }]}
            >
              Delete for good
            </CommandButton>
            <PlainLink cy={`${cy}-keep`} label="Keep" onClick={() => setMode('list')} />
          </>
        )}
      </div>
    </li>
  );
}

function RenameForm({ model, cy, onDone }: { model: ListedModel; cy: string; onDone: () => void }) {
  const [name, setName] = useState(model.name);
  const run = useCommand();
  return (
    <form
      className="fss-row"
      onSubmit={(event) => {
        event.preventDefault();
        run('fewShotRenameModel', { id: model.id, name });
        onDone();
      }}
    >
      <input
        className="fss-text"
        value={name}
        autoFocus
        maxLength={80}
        aria-label="New name"
        data-cy={`few-shot-${cy}-new-name`}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" className="fss-button" disabled={!name.trim()}>
        Rename
      </button>
    </form>
  );
}

function PlainLink({ cy, label, onClick }: { cy: string; label: string; onClick: () => void }) {
  return (
    <button type="button" className="fss-link" data-cy={`few-shot-${cy}`} onClick={onClick}>
      {label}
    </button>
  );
}
