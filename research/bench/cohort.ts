/**
 * `npm run bench:cohort [-- --studies 24 --rounds 2]`: studies a minute of `few-shot cohort run` with one and
 * with two workers in turns, seconds, bytes and memory of a worker, and what a queue adds to each job. The
 * archive is the embedded one, on the same machine.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FileQueue } from '../../cli/cohort/FileQueue';
import { IN_ARCHIVE, type Cohort, type JobQueue } from '../../cli/cohort/JobQueue';
import { RedisQueue } from '../../cli/cohort/RedisQueue';
import { startServer } from '../../demo/server/startServer';
import { startBackend } from '../../src/backends/startBackend';
import { seededRandom } from '../../src/data/random';
import { createSegmenter } from '../../src/networks/createSegmenter';
import { writeModel } from '../../src/storage/modelFile';
import { makeInstance } from '../../test/support/makeInstance';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { storeInstances } from '../../test/support/storeInstances';

const IMAGES = 40;
const EDGE = 256;
const EMPTY_JOBS = 500;
const WATCH_MS = 500;

const { values } = parseArgs({
  options: {
    studies: { type: 'string', default: '24' },
    rounds: { type: 'string', default: '2' },
    redis: { type: 'string' },
  },
});
const studies = Number(values.studies);

/** A model of the size that the panel's *Balanced* trains on WASM; its random weights take the same time. */
async function writeBenchModel(file: string): Promise<void> {
  await startBackend('cpu', '');
  const shape = { size: 64, width: 16, classes: 2 };
  const network = createSegmenter('unet', shape, seededRandom(0));
  const description = {
    segments: [{ index: 1, name: 'Structure' }],
    field: {
      edgeMm: EDGE,
      centres: {},
      relativeCentre: { row: 0.5, column: 0.5 },
      wholeImage: 'mm' as const,
    },
    network: { kind: 'unet' as const, levels: network.shape.levels, ...shape },
  };
  const weights = await network.parameters.read();
  await writeFile(file, new Uint8Array(writeModel({ description, weights, metadata: {} })));
}

async function storeStudies(url: string): Promise<void> {
  for (let study = 0; study < studies; study++) {
    const random = seededRandom(study);
    const instances = Array.from({ length: IMAGES }, (_, z) => {
      const pixels = Uint16Array.from({ length: EDGE * EDGE }, () => 1000 * random());
      return makeInstance(`bench ${study}/a/${z}`, {
        ...{ Rows: EDGE, Columns: EDGE, InstanceNumber: z + 1, PixelSpacing: [1, 1], SliceThickness: 3 },
        ...{ FrameOfReferenceUID: '1.2.3', ImagePositionPatient: [0, 0, 3 * z] },
        ...{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0], PixelData: pixels.buffer },
      });
    });
    await storeInstances(url, instances);
  }
}

/** Resident memory of the workers of a run, MB, largest of them. */
function workerMemory(run: number): number {
  try {
    const children = readFileSync(`/proc/${run}/task/${run}/children`, 'utf8').split(' ').filter(Boolean);
    const sizes = children.map(
      (id) => /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1],
    );
    return Math.max(0, ...sizes.map((size) => Number(size ?? 0) / 1024));
  } catch {
    return 0;
  }
}

interface Run {
  /** From the first settled study to the last, so without the start of the workers. */
  perMinute: number;
  /** Mean of what each study took its worker. */
  seconds: number;
  /** Largest memory of a worker in the first and in the last third, MB. */
  memory: [number, number];
}

function run(folder: string, model: string, url: string, workers: number, round: string): Promise<Run> {
  const words = ['cohort', 'run', '--model', model, '--dicomweb', url, '--backend', 'wasm'];
  words.push('--workers', `${workers}`, '--state', path.join(folder, `${round}-${workers}.state`));
  words.push('--store', path.join(folder, `${round}-${workers}`));
  const child = spawn(process.execPath, [path.join(repositoryRoot, 'cli/few-shot.mjs'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const times: number[] = [];
  const seconds: number[] = [];
  const memory: [number, number] = [0, 0];
  const watch = setInterval(() => {
    const third = times.length < studies / 3 ? 0 : times.length > (2 * studies) / 3 ? 1 : undefined;
    if (third !== undefined) memory[third] = Math.max(memory[third], workerMemory(child.pid as number));
  }, WATCH_MS);
  child.stdout.on('data', (chunk: Buffer) => {
    for (const [, took] of chunk.toString().matchAll(/ ml \(([\d.]+) s\)/g)) {
      times.push(performance.now());
      seconds.push(Number(took));
    }
  });
  return new Promise((resolve) =>
    child.on('close', () => {
      clearInterval(watch);
      // The first study of each worker also starts its engine.
      const [first, last] = [times[workers - 1], times[times.length - 1]];
      const steady = seconds.slice(workers);
      resolve({
        perMinute: (60_000 * (times.length - workers)) / (last - first),
        seconds: steady.reduce((sum, value) => sum + value, 0) / steady.length,
        memory,
      });
    }),
  );
}

/** Milliseconds that a queue takes for a job that does nothing. */
async function queueCost(queue: JobQueue): Promise<number> {
  const cohort: Cohort = {
    ...{ modelId: '', model: '', archive: '', query: '', store: IN_ARCHIVE },
    rules: [],
    exclusions: [],
  };
  const about = { patient: '', date: '', description: '', series: [], numbers: [] };
  await queue.describe(cohort, new Uint8Array());
  const start = performance.now();
  await queue.add(Array.from({ length: EMPTY_JOBS }, (_, i) => ({ study: `2.25.${i}`, ...about })));
  await queue.work(async () => ({ result: { series: [], seconds: 0, bytes: 0 } }), { atOnce: 1 });
  const took = (performance.now() - start) / EMPTY_JOBS;
  await queue.close();
  return took;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'few-shot-bench-'));
  const server = await startServer({
    ...{ port: 0, host: '127.0.0.1', data: path.join(folder, 'archive'), demo: false, root: repositoryRoot },
    say: () => undefined,
  });
  try {
    const model = path.join(folder, 'bench.model');
    await writeBenchModel(model);
    await storeStudies(`${server.url}dicomweb`);
    const print = (line: string) => process.stdout.write(`${line}\n`);
    print(`${os.cpus()[0].model}, ${os.availableParallelism()} cores, Node ${process.version}`);
    print(`${studies} studies of ${IMAGES} images, ${EDGE} x ${EDGE}`);
    for (let round = 1; round <= Number(values.rounds); round++) {
      const rates: number[] = [];
      for (const workers of [1, 2]) {
        const { perMinute, seconds, memory } = await run(
          folder,
          model,
          `${server.url}dicomweb`,
          workers,
          `${round}`,
        );
        rates.push(perMinute);
        print(
          `round ${round}, ${workers} worker(s): ${perMinute.toFixed(1)} studies a minute, ${seconds.toFixed(2)} s a ` +
            `study, worker ${memory[0].toFixed(0)} MB in the first third, ${memory[1].toFixed(0)} MB in the last`,
        );
      }
      print(`round ${round}: 2 workers are ${(rates[1] / rates[0]).toFixed(2)} times as fast as 1`);
    }
    print(
      `a job costs the queue in a file ${(await queueCost(FileQueue.open(path.join(folder, 'q'), false))).toFixed(2)} ms`,
    );
    if (values.redis) {
      const queue = await RedisQueue.open(values.redis, `bench-${process.pid}`, false);
      print(`a job costs the queue in Redis ${(await queueCost(queue)).toFixed(2)} ms`);
    }
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

void main().then(() => process.exit());
