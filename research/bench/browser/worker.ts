/** Runs a benchmark in a Worker, as the product's engine does. */
import type { BenchPlan, BenchRow } from '../core/BenchRow';
import { runBench } from '../runBench';

export interface BenchRequest {
  plan: BenchPlan;
  wasmUrl: string;
}

/** Messages of the Worker: any number of `say`, then one `rows` or `error`. */
export type BenchMessage = { say: string } | { rows: BenchRow[] } | { error: string };

const send = (message: BenchMessage) => self.postMessage(message);

self.onmessage = ({ data: { plan, wasmUrl } }: MessageEvent<BenchRequest>) => {
  runBench(plan, wasmUrl, { say: (message) => send({ say: message }) }).then(
    (rows) => send({ rows }),
    (error: Error) => send({ error: String(error.stack ?? error) }),
  );
};
