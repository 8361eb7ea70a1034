import { createStore, type StoreApi } from 'zustand/vanilla';
import { initialState, type Message, type SeriesInfo, type SessionState } from '../state/SessionState';

export type SessionStore = StoreApi<SessionState>;

/** Makes the one store that holds what the panel shows. */
export function createSessionStore(): SessionStore {
  return createStore<SessionState>()(() => initialState);
}

/** At most this many messages are shown; the oldest goes first. */
const MAX_MESSAGES = 4;

/** Shows a message; one with the same id is replaced. */
export function showMessage(store: SessionStore, message: Message): void {
  store.setState(({ messages }) => ({
    messages: [...messages.filter(({ id }) => id !== message.id), message].slice(-MAX_MESSAGES),
  }));
}

/** Removes the messages with these ids. */
export function clearMessages(store: SessionStore, ...ids: string[]): void {
  store.setState(({ messages }) => ({ messages: messages.filter(({ id }) => !ids.includes(id)) }));
}

/** Changes one series. */
export function updateSeries(store: SessionStore, displaySetUID: string, change: Partial<SeriesInfo>): void {
  store.setState(({ series }) => ({
    series: series.map((entry) => (entry.displaySetUID === displaySetUID ? { ...entry, ...change } : entry)),
  }));
}
