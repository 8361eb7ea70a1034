import type { RunResult } from './Run';
import { TABLES } from './tables';

const BEGIN = /<!-- table (\S+): written by npm run experiments -->/;
const END = '<!-- end of table -->';

/**
 * Writes tables between their markers, `<!-- table NAME: written by npm run experiments -->` and `<!-- end of
 * table -->`; the rest of the text is unchanged.
 *
 * @param results the newest result of each key, in the order of measurement
 * @throws Error for a table that does not exist, and for markers without an end
 */
export function fillTables(text: string, results: readonly RunResult[]): string {
  const begin = BEGIN.exec(text);
  if (!begin) return text;
  const [marker, name] = begin;
  const make = TABLES[name];
  if (!make) throw new Error(`There is no table ${name}: they are ${Object.keys(TABLES).join(', ')}.`);
  const start = begin.index + marker.length;
  const end = text.indexOf(END, start);
  if (end < 0 || BEGIN.test(text.slice(start, end))) throw new Error(`The table ${name} has no "${END}".`);
  const rest = fillTables(text.slice(end + END.length), results);
  return `${text.slice(0, start)}\n\n${make(results).join('\n')}\n\n${END}${rest}`;
}
