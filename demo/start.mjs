/**
 * `npm start`: installs, builds, prepares and serves. Requires only Node until the packages are installed.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './setup/build.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { help, parseOptions } from './setup/options.mjs';
import { ensureViewer } from './setup/viewer.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const say = (message) => console.log(message);

async function start() {
  const { warnings, ...options } = parseOptions(process.argv.slice(2), root, process.env);
  // No program that is started from here needs it.
  delete process.env.FEW_SHOT_PACS_PASSWORD;
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  for (const warning of warnings) console.error(warning);
  await ensureInstalled(root, say);
  if (options.build) await ensureBuilt(root, say);
  const viewerDirectory = await ensureViewer(root, say);

  // The server runs in this process, so that it always ends with it.
  const { register } = await import('tsx/esm/api');
  register();
  const { startServer } = await import('./server/startServer.ts');
  const server = await startServer({ ...options, root, viewerDirectory, say });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
  say(`Few-Shot Segment is ready: ${server.url}`);
}

start().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
