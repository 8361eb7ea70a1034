import type { Command } from './Command';

interface Options {
  displaySetInstanceUID: string;
  enabled: boolean;
}

/** Ticks or unticks a series: ticked ones get masks and are stored. */
export const setSeriesEnabled: Command<Options> = ({ scanner }, { displaySetInstanceUID, enabled }) => {
  scanner.setSeriesEnabled(displaySetInstanceUID, enabled);
};
