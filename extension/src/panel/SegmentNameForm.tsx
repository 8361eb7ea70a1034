import { useId, useState } from 'react';
import { CODED_NAMES } from '../../../src/data/codedNames';
import { renamedSegment } from '../../../src/data/renamedSegment';
import type { SegmentInfo } from '../state/SessionState';
import { describeCode } from './describeCode';
import { useCommand } from './usePanel';

/** A segment's new name: free text, or a coded name from the list, which the first letters narrow down. */
export function SegmentNameForm({ segment, onDone }: { segment: SegmentInfo; onDone: () => void }) {
  const [name, setName] = useState(segment.name);
  const [list, hint] = [useId(), useId()];
  const run = useCommand();
  const label = name.trim();
  return (
    <form
      className="fss-segment-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (label !== segment.name) run('fewShotRenameSegment', { segment: segment.index, name: label });
        onDone();
      }}
      onKeyDown={({ key }) => key === 'Escape' && onDone()}
    >
      <div className="fss-row">
        <input
          className="fss-text"
          value={name}
          autoFocus
          // So that typing replaces the old name, and the list shows all names until then.
          onFocus={({ target }) => target.select()}
          maxLength={64}
          list={list}
          autoComplete="off"
          aria-label={`New name of ${segment.name}`}
          aria-describedby={hint}
          title="Type to search coded names, or any text. Esc keeps the old name."
          data-cy="few-shot-segment-name"
          onChange={({ target }) => setName(target.value)}
        />
        <button type="submit" className="fss-button" disabled={!label} data-cy="few-shot-segment-name-set">
          Rename
        </button>
      </div>
      <datalist id={list}>
        {CODED_NAMES.map(({ category, type }) => (
          <option key={type.value} value={type.meaning} label={category.meaning} />
        ))}
      </datalist>
      <span className="fss-muted" id={hint} data-cy="few-shot-segment-name-code">
        {describeCode(renamedSegment(segment, name))}
      </span>
    </form>
  );
}
