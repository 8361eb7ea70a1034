import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './freePort';
import { startRestartable, type Restartable } from './restartable';

export interface RedisServer extends Restartable {
  url: string;
}

const programs = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'];

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
  return { url, ...(await startRestartable(folder, launch, untilReady)) };
}
