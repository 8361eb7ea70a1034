import type { Page } from 'playwright-core';

/** The records in the browser's storage, by study and image. */
export function readSavedRecords(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(
    () =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        const opening = indexedDB.open('few-shot-segment');
        opening.onerror = () => reject(new Error('The database cannot be opened.'));
        opening.onsuccess = () => {
          const database = opening.result;
          const store = database.transaction('records').objectStore('records');
          const [keys, values] = [store.getAllKeys(), store.getAll()];
          values.onsuccess = () => {
            database.close();
            resolve(
              Object.fromEntries(keys.result.map((key, i) => [String(key), values.result[i] as unknown])),
            );
          };
        };
      }),
  );
}
