import type { Command } from './Command';

/** Ticks or unticks a series: ticked ones get masks and are stored. */
export const setSeriesEnabled: Command<'fewShotSetSeriesEnabled'> = ({ scanner }, { series, enabled }) => {
  scanner.setSeriesEnabled(series, enabled);
};
