import type { ButtonHTMLAttributes } from 'react';
import type { CommandCall } from '../state/CommandMap';
import { useCommand } from './usePanel';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** The end of its data-cy name, e.g. `train`. */
  name: string;
  /** The command that a click runs, and its options. */
  call: CommandCall;
  /** Whether it is the step's main action. */
  primary?: boolean;
  /** Whether it takes the free width of its row. */
  grow?: boolean;
}

/** A button that runs a command. */
export function CommandButton({ name, call, primary, grow, className, ...attributes }: Props) {
  const run = useCommand();
  const classes = ['fss-button', primary && 'fss-primary', grow && 'fss-grow'].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      className={className ?? classes}
      data-cy={`few-shot-${name}`}
      onClick={() => run(...call)}
      {...attributes}
    />
  );
}
