import { createStore, type StoreApi } from 'zustand/vanilla';
import { initialState, type Message, type SeriesInfo, type SessionState } from '../state/SessionState';

export type SessionStore = StoreApi<SessionState>;

/** Creates the store with everything that the panel shows. */
export function createSessionStore(): SessionStore {
  return createStore<SessionState>()(() => initialState);
}

/** Beyond this number the oldest message is removed. */
const MAX_MESSAGES = 4;

/** Shows a message; it replaces one with the same id. */
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
export function updateSeries(store: SessionStore, id: string, change: Partial<SeriesInfo>): void {
  store.setState(({ series }) => ({
    series: series.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
  }));
}
