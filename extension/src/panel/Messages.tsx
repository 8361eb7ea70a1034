import type { Message } from '../state/SessionState';
import { CommandButton } from './CommandButton';
import { useCommand, useSessionState } from './usePanel';

const TITLES = { info: 'Note', warning: 'Please note', error: 'Problem' } as const;

/** Messages to the reader; screen readers announce them. */
export function Messages() {
  const messages = useSessionState((state) => state.messages);
  return (
    <div className="fss-messages" role="log" aria-live="polite" aria-label="Messages">
      {messages.map((message) => (
        <MessageBox key={message.id} message={message} />
      ))}
    </div>
  );
}

function MessageBox({ message: { id, kind, text, action } }: { message: Message }) {
  const run = useCommand();
  return (
    <div
      className={`fss-message fss-message-${kind}`}
      data-cy="few-shot-message"
      data-kind={kind}
      data-id={id}
    >
      <div className="fss-message-text">
        <strong className="fss-visually-hidden">{TITLES[kind]}: </strong>
        {text}
      </div>
      <div className="fss-message-actions">
        {action && (
          <button
            type="button"
            className="fss-link"
            data-cy="few-shot-message-action"
            onClick={() => {
              run('fewShotDismissMessage', { id });
              run(...action.call);
            }}
          >
            {action.label}
          </button>
        )}
        <CommandButton className="fss-link" name="message-dismiss" call={['fewShotDismissMessage', { id }]}>
          Dismiss
        </CommandButton>
      </div>
    </div>
  );
}
