import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Session } from '../session/Session';
import type { SessionState } from '../session/SessionState';
import { runCommand } from './runCommand';

export const SessionContext = createContext<Session | null>(null);

function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('The few-shot panel is used outside of its session.');
  return session;
}

/** A part of the session's state; the component renders anew when it changes. */
export function useSessionState<T>(select: (state: SessionState) => T): T {
  return useStore(useSession().store, select);
}

/** Runs an OHIF command. */
export function useCommand(): (command: string, options?: object) => void {
  const session = useSession();
  return (command, options) => runCommand(session, command, options);
}
