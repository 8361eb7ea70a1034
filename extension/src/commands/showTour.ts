import type { Command } from './Command';

/** OHIF's list of the tours that it has shown, as JSON in the browser's local storage. */
const SHOWN = 'shownTours';
/** The id that the mode gives its tour. */
const TOUR = 'fewShotTour';

/** Shows the first-use tour again: OHIF starts a tour that it has not shown when the page is loaded. */
export const showTour: Command<'fewShotShowTour'> = async ({ saved }) => {
  const shown: unknown = JSON.parse(localStorage.getItem(SHOWN) ?? '[]');
  if (Array.isArray(shown)) {
    localStorage.setItem(SHOWN, JSON.stringify(shown.filter((id) => id !== TOUR)));
  }
  await saved.flush();
  location.reload();
};
