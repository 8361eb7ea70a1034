import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './freePort';
import { stopProcess } from './stopProcess';

export interface RedisServer {
  url: string;
  /** Ends the process at once, like a power failure. */
  crash(): Promise<void>;
  /** Starts it again after a crash, on the same port with the same data. */
  restart(): Promise<void>;
  /** Stops the process and removes its data. */
  stop(): Promise<void>;
}

const programs = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'];
/** Processes that a failed test left running. */
const running: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(running.map((stop) => stop())));

/** Whether Redis is installed. */
export function hasRedis(): boolean {
  return programs.some(existsSync);
}

/** Starts a real Redis on a free loopback port, which writes each change to its own empty folder. */
export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-redis-'));
  const port = await freePort();
  const program = programs.find((file) => existsSync(file)) ?? 'redis-server';
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  words.push('--appendonly', 'yes', '--appendfsync', 'always');
  const launch = () => spawn(program, words, { stdio: 'ignore' });
  let child = launch();
  const url = `redis://127.0.0.1:${port}`;
  const untilReady = async () => {
    for (let attempt = 0; attempt < 150; attempt++) {
      const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
      client.on('error', () => undefined);
      const answer = await client
        .connect()
        .then(() => client.ping())
        .catch(() => undefined);
      client.disconnect();
      if (answer === 'PONG') return;
      await wait(100);
    }
    throw new Error('Redis did not become ready.');
  };
  const stop = async () => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  running.push(stop);
  await untilReady();
  return {
    url,
    crash: async () => void (await stopProcess(child, 'SIGKILL')),
    restart: async () => {
      child = launch();
      await untilReady();
    },
    stop,
  };
}
