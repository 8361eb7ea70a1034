/**
 * Formats a moment for the reader: "14:32" today, "28 Nov, 14:32" before.
 *
 * @param ms milliseconds since 1970
 * @param now the present moment, likewise
 */
export function formatMoment(ms: number, now = Date.now()): string {
  const moment = new Date(ms);
  const time = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (moment.toDateString() === new Date(now).toDateString()) return time;
  return `${moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`;
}
