import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const root = path.resolve(__dirname, '../..');
const loadedWithViewer = ['extension/dist/extension.js', 'modes/few-shot-segment/dist/mode.js'];
const read = (file: string) => readFileSync(path.join(root, file));

/** The plugin as `npm run build` wrote it; `npm test` builds before it tests. */
describe('the built plugin', () => {
  it('loads at most 400 kB (gzipped) with the viewer', () => {
    const sizes = loadedWithViewer.map((file) => gzipSync(read(file)).length);
    process.stdout.write(
      `Loaded with the viewer: ${sizes.map((s) => `${(s / 1000).toFixed(1)} kB`).join(' + ')} gzipped\n`,
    );
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(400_000);
  });

  it('keeps TF.js in the worker, and the viewer’s singletons out of everything', () => {
    const worker = read('extension/dist/few-shot-worker.js').toString();
    expect(worker).toContain('WebGPU');
    for (const file of loadedWithViewer) {
      const code = read(file).toString();
      expect(code).not.toMatch(/registerKernel|Conv2DBackpropInput/);
      expect(code).not.toMatch(/from\s*["']@(ohif|cornerstonejs)\//);
    }
  });

  it('is made of ES modules with a default export, and brings what the engine loads', () => {
    for (const file of loadedWithViewer)
      expect(read(file).toString()).toMatch(/export\s*\{[^}]*as default|export default/);
    expect(read('extension/dist/initial-network.bin')).toEqual(read('src/networks/initial-network.bin'));
    for (const kind of ['', '-simd', '-threaded-simd']) {
      expect(existsSync(path.join(root, `extension/dist/tfjs-backend-wasm${kind}.wasm`))).toBe(true);
    }
  });

  it('names the licence of every package inside', () => {
    const { sources } = JSON.parse(read('extension/dist/extension.js.map').toString()) as {
      sources: string[];
    };
    const bundled = sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
    const { dependencies } = JSON.parse(read('extension/package.json').toString()) as {
      dependencies: Record<string, string>;
    };
    const named = (file: string) => read(file).toString().split('\n');
    expect(bundled).toContain('zustand');
    expect(named('extension/dist/extension.licenses.txt')).toEqual(expect.arrayContaining(bundled));
    expect(named('extension/dist/few-shot-worker.licenses.txt')).toEqual(
      expect.arrayContaining([...Object.keys(dependencies), '@tensorflow/tfjs-core', 'seedrandom']),
    );
  });

  it('asks for nothing outside of its own origin', () => {
    const hosts = new Set<string>();
    for (const file of [...loadedWithViewer, 'extension/dist/few-shot-worker.js']) {
      for (const [, host] of read(file)
        .toString()
        .matchAll(/(?:fetch|import|importScripts)\(\s*["']https?:\/\/([^/"']+)/g)) {
        hosts.add(host);
      }
    }
    expect([...hosts]).toEqual([]);
  });
});
