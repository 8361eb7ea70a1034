import { existsSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { repositoryRoot } from './repositoryRoot';

// Software WebGPU takes seconds for what a GPU does in a millisecond.
jest.setTimeout(120_000);

/**
 * Runs a suite on WebGPU in Node, usually on Chromium's software adapter. Without an adapter the suite is
 * reported as skipped, with the reason.
 *
 * @param options of Dawn
 */
export function describeOnWebGPU(name: string, suite: () => void, options: string[] = []): void {
  const missing = missingWebGPU();
  if (missing) {
    describe.skip(`${name} on webgpu (skipped: ${missing})`, suite);
    return;
  }
  describe(`${name} on webgpu`, () => {
    beforeAll(async () => {
      installWebGPU(options);
      await startBackend('webgpu', '');
      expect(tf.getBackend()).toBe('webgpu');
    });
    afterAll(() => tf.removeBackend('webgpu'));
    suite();
  });
}

/** Why WebGPU is not available in Node; undefined if it is. */
function missingWebGPU(): string | undefined {
  if (!existsSync(dawnPath()))
    return `the package webgpu has no binary for ${process.platform}-${process.arch}`;
  if (!vulkanFolders().some((folder) => existsSync(path.join(folder, 'libvulkan.so.1')))) {
    return 'libvulkan.so.1 is not found; `npm test` finds that of Chromium';
  }
  if (process.env.VK_ICD_FILENAMES) return undefined;
  return "neither a graphics driver (VK_ICD_FILENAMES) nor Chromium's software adapter was found";
}

/** Folders in which the system looks for the Vulkan loader. */
function vulkanFolders(): string[] {
  const given = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  return [...given, '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
}

/** Sets `navigator.gpu` to Dawn's WebGPU, on the adapter in VK_ICD_FILENAMES (see `jest.config.mjs`). */
function installWebGPU(options: string[]): void {
  // The package's own entry is an ES module, which Jest does not load.
  const dawn = jest.requireActual<{ create(options: string[]): GPU; globals: object }>(dawnPath());
  Object.assign(globalThis, dawn.globals);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu: dawn.create(options), userAgent: 'Node', hardwareConcurrency: 1 },
    configurable: true,
  });
}

function dawnPath(): string {
  const platform = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`;
  return path.join(repositoryRoot, `node_modules/webgpu/dist/${platform}/dawn.node`);
}
