import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Session } from '../session/Session';
import type { CommandCall } from '../state/CommandMap';
import type { SessionState } from '../state/SessionState';
import { runCommand } from './runCommand';

export const SessionContext = createContext<Session | null>(null);

function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('The few-shot panel is used outside of its session.');
  return session;
}

/** Selects a part of the session's state; the component re-renders when it changes. */
export function useSessionState<T>(select: (state: SessionState) => T): T {
  return useStore(useSession().store, select);
}

/** Runs a command of this extension through OHIF. */
export function useCommand(): (...call: CommandCall) => void {
  const session = useSession();
  return (...call) => runCommand(session, call);
}
