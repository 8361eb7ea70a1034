import { useState } from 'react';
import { CommandButton } from './CommandButton';

/** A link that erases the study's saved work, after a second click that confirms it. */
export function ForgetStudyButton({ name, label }: { name: string; label: string }) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button
        type="button"
        className="fss-link"
        data-cy={`few-shot-${name}`}
        title="Erases this study's masks, review, model and training from this browser and from the viewer"
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    );
  }
  return (
    <span className="fss-confirm" role="group" aria-label="Confirm">
      <span>Erase all masks, the model and the review? The archive keeps what is stored.</span>{' '}
      <CommandButton
        className="fss-link fss-danger"
        name={`${name}-confirm`}
        autoFocus
        call={['fewShotForgetStudy']}
      >
        Erase
      </CommandButton>{' '}
      <button
        type="button"
        className="fss-link"
        data-cy={`few-shot-${name}-cancel`}
        onClick={() => setAsking(false)}
      >
        Keep
      </button>
    </span>
  );
}
