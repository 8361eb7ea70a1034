import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';
import type { Browser, Page } from 'playwright-core';
import webpack from 'webpack';
import { repositoryRoot } from './repositoryRoot';

/** A cross-origin isolated page, as under `npm start`, whose origin can start Workers. */
export interface IsolatedPage {
  page: Page;
  /** URL of the bundled Worker. */
  workerUrl: string;
  /** Folder of TF.js's WASM binaries, ending in a slash. */
  wasmUrl: string;
  close(): Promise<void>;
}

const WASM = path.join(repositoryRoot, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');

/**
 * Bundles a Worker from TypeScript and opens a page next to it on loopback.
 *
 * @param entry path relative to the repository
 */
export async function openIsolatedPage(browser: Browser, entry: string): Promise<IsolatedPage> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'few-shot-page-'));
  await bundleWorker(path.join(repositoryRoot, entry), folder);
  const server = fastify();
  server.addHook('onSend', async (_request, reply) => {
    reply.header('Cross-Origin-Opener-Policy', 'same-origin');
    reply.header('Cross-Origin-Embedder-Policy', 'require-corp');
  });
  server.get('/', async (_request, reply) =>
    reply.type('text/html').send('<!doctype html><title>Test</title>'),
  );
  await server.register(fastifyStatic, { root: folder, prefix: '/bundle/' });
  await server.register(fastifyStatic, { root: WASM, prefix: '/wasm/', decorateReply: false });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const page = await browser.newPage();
  await page.goto(`${url}/`);
  return {
    page,
    workerUrl: `${url}/bundle/worker.js`,
    wasmUrl: `${url}/wasm/`,
    async close() {
      await page.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Not minified, since TF.js starts its threads from the source text of one of its functions. */
function bundleWorker(entry: string, folder: string): Promise<void> {
  const none = Object.fromEntries(
    ['fs', 'path', 'crypto', 'os', 'util', 'perf_hooks', 'worker_threads'].map((name) => [
      name,
      false as const,
    ]),
  );
  const compiler = webpack({
    mode: 'development',
    devtool: false,
    target: 'webworker',
    entry: { worker: entry },
    output: { path: folder, filename: '[name].js' },
    resolve: { extensions: ['.ts', '.js'], fallback: none },
    module: {
      rules: [
        {
          test: /\.ts$/,
          exclude: /node_modules/,
          loader: 'swc-loader',
          options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
        },
      ],
    },
    performance: { hints: false },
  });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      compiler.close(() => undefined);
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString({ errors: true, all: false })));
      else resolve();
    });
  });
}
