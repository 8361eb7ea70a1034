/**
 * `npm run bench:archive [-- --seconds 300]`: the rate at which the embedded archive serves the frames of a
 * series of 600 images, beside that of a plain static file server with the same bytes, 50 clients at once for
 * a while, and 10,000 queries at once; these alone with `--queries-only`.
 */
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../../cli/report/median';
import { startServer } from '../../demo/server/startServer';
import { makeInstance, uidsOf } from '../../test/support/makeInstance';
import { repositoryRoot } from '../../test/support/repositoryRoot';

const IMAGES = 600;
const SIZE = 512;
const ROUNDS = 5;
const QUERIES = 10_000;

/** In a process of its own: starts one of the servers, tells its URL, and its memory whenever asked. */
async function serve(kind: string, folder: string): Promise<void> {
  const say = (message: object) => process.send?.(message);
  process.on('message', () => say({ bytes: process.memoryUsage().rss }));
  if (kind === 'archive') {
    const { url } = await startServer({
      port: 0,
      host: '127.0.0.1',
      data: path.join(folder, 'archive'),
      demo: false,
      root: repositoryRoot,
      say: console.error,
    });
    say({ url });
  } else {
    const server = Fastify();
    await server.register(fastifyStatic, { root: path.join(folder, 'static') });
    say({ url: `${await server.listen({ host: '127.0.0.1', port: 0 })}/` });
  }
}

async function writeImages(folder: string): Promise<void> {
  const { studyUID, seriesUID } = uidsOf('bench/a/0');
  const series = path.join(folder, 'archive/archive', studyUID, seriesUID);
  await mkdir(series, { recursive: true });
  await mkdir(path.join(folder, 'static'));
  for (let image = 0; image < IMAGES; image++) {
    const name = `bench/a/${image}`;
    const pixels = Uint16Array.from({ length: SIZE * SIZE }, (_, index) => (index * 7 + image) % 4096);
    const attributes = { Rows: SIZE, Columns: SIZE, InstanceNumber: image, PixelData: pixels.buffer };
    await writeFile(path.join(series, `${uidsOf(name).instanceUID}.dcm`), makeInstance(name, attributes));
    await writeFile(path.join(folder, 'static', `${image}.raw`), Buffer.from(pixels.buffer));
  }
}

function urlOf(kind: string, url: string, image: number): string {
  if (kind === 'static') return `${url}${image}.raw`;
  const { studyUID, seriesUID, instanceUID } = uidsOf(`bench/a/${image}`);
  return `${url}dicomweb/studies/${studyUID}/series/${seriesUID}/instances/${instanceUID}/frames/1`;
}

/** Fetches a frame; returns how many bytes arrived. */
function fetchFrame(url: string, agent: http.Agent): Promise<number> {
  const accept = 'multipart/related; type="application/octet-stream"';
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { accept } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('error', reject);
      answer.on('end', () => {
        const isWhole = answer.statusCode === 200 && bytes >= 2 * SIZE * SIZE;
        if (isWhole) resolve(bytes);
        else reject(new Error(`status ${answer.statusCode}, ${bytes} bytes`));
      });
    });
    request.on('error', reject);
  });
}

/** Lets so many clients fetch all images of the series once; returns images a second. */
async function rateOf(urls: string[], clients: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const rest = urls.values();
  const start = performance.now();
  const client = async () => {
    for (const url of rest) await fetchFrame(url, agent);
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return (1000 * urls.length) / (performance.now() - start);
}

async function compare(urls: Record<'archive' | 'static', string[]>): Promise<void> {
  for (const clients of [1, 6]) {
    const rates = { archive: [] as number[], static: [] as number[] };
    // In turns, so that both meet the same state of the machine.
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of ['static', 'archive'] as const) rates[kind].push(await rateOf(urls[kind], clients));
    }
    const [archive, plain] = [median(rates.archive), median(rates.static)];
    console.log(
      `${clients} client(s): archive ${archive.toFixed(0)}, static ${plain.toFixed(0)} images/s; ` +
        `ratio ${(archive / plain).toFixed(2)}`,
    );
  }
}

function memoryOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    server.once('message', (message: { bytes: number }) => resolve(message.bytes / 2 ** 20));
    server.send('memory');
  });
}

async function load(server: ChildProcess, urls: string[], seconds: number): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
  const end = performance.now() + 1000 * seconds;
  let [images, errors] = [0, 0];
  const client = async (first: number) => {
    for (let image = first; performance.now() < end; image++) {
      await fetchFrame(urls[image % urls.length], agent).catch(() => (errors += 1));
      images += 1;
    }
  };
  const clients = Promise.all(Array.from({ length: 50 }, (_, index) => client(12 * index)));
  // After a fifth of the time the memory has its size; it must not grow from then on.
  await new Promise((resolve) => setTimeout(resolve, 200 * seconds));
  const before = await memoryOf(server);
  await clients;
  const after = await memoryOf(server);
  agent.destroy();
  console.log(
    `50 clients, ${seconds} s: ${(images / seconds).toFixed(0)} images/s, ${errors} errors, ` +
      `memory ${before.toFixed(0)} MiB after a fifth, ${after.toFixed(0)} MiB at the end`,
  );
}

/** Asks for ten images of the series, on a connection of its own; returns after how many ms they came. */
function query(url: string): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.get(
      url,
      { agent: false, headers: { accept: 'application/dicom+json' } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const found =
            answer.statusCode === 200 ? (JSON.parse(Buffer.concat(chunks).toString()) as object[]) : [];
          if (found.length === 10) resolve(performance.now() - start);
          else reject(new Error(`status ${answer.statusCode}`));
        });
      },
    );
    request.on('error', reject);
  });
}

async function queryAtOnce(server: ChildProcess, frameUrl: string): Promise<void> {
  const [series] = frameUrl.split('/instances/');
  const before = await memoryOf(server);
  const start = performance.now();
  const answers = await Promise.allSettled(
    Array.from({ length: QUERIES }, (_, first) =>
      query(`${series}/instances?limit=10&offset=${first % 500}`),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  const times = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value / 1000] : []));
  console.log(
    `${QUERIES} queries at once: ${seconds.toFixed(1)} s, ${QUERIES - times.length} errors, half answered ` +
      `after ${median(times).toFixed(1)} s, memory ${before.toFixed(0)} MiB before, ` +
      `${(await memoryOf(server)).toFixed(0)} MiB after`,
  );
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed) console.log(`First error: ${String(failed.reason)}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '30' }, 'queries-only': { type: 'boolean' } },
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'few-shot-bench-'));
  const children: ChildProcess[] = [];
  const start = async (kind: string) => {
    const child = fork(fileURLToPath(import.meta.url), [kind, folder]);
    children.push(child);
    const { url } = await new Promise<{ url: string }>((resolve) => child.once('message', resolve));
    return { child, urls: Array.from({ length: IMAGES }, (_, image) => urlOf(kind, url, image)) };
  };
  try {
    await writeImages(folder);
    const archive = await start('archive');
    if (!values['queries-only']) {
      const plain = await start('static');
      await compare({ archive: archive.urls, static: plain.urls });
    }
    await queryAtOnce(archive.child, archive.urls[0]);
    if (!values['queries-only']) await load(archive.child, archive.urls, Number(values.seconds));
  } finally {
    for (const child of children) child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

await (process.send ? serve(process.argv[2], process.argv[3]) : main());
