/**
 * Reads data sets as `few-shot` does and prints their content, one line of JSON per folder. Runs in a child
 * process because decoding PNG is ten times slower within jest.
 *
 *   tsx test/cli/support/summariseDatasets.ts FOLDER ...
 */
import { Dataset } from '../../../cli/cases/Dataset';
import { loadAll } from '../../../cli/commands/loadAll';

export interface DatasetSummary {
  folder: string;
  cases: number;
  labels: number[];
  inMillimetres: boolean;
  /** For the first three cases: whether each is a volume. */
  volumes: boolean[];
  foreground: boolean[];
}

const LOOKED_AT = 3;

async function summarise(folder: string): Promise<DatasetSummary> {
  const dataset = await Dataset.open(folder, undefined, {}, () => undefined);
  const loaded = await loadAll(dataset, dataset.train.slice(0, LOOKED_AT));
  return {
    folder,
    cases: dataset.train.length,
    labels: dataset.rule.labels,
    inMillimetres: dataset.inMillimetres,
    volumes: loaded.map(({ volume }) => volume),
    foreground: loaded.map(({ slices }) =>
      slices.some(({ labelmap }) => labelmap.some((label) => label > 0)),
    ),
  };
}

async function main(): Promise<void> {
  for (const folder of process.argv.slice(2)) {
    process.stdout.write(`${JSON.stringify(await summarise(folder))}\n`);
  }
}

void main();
