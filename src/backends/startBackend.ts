import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BackendRequest } from './BackendStatus';
import { registerKernels } from './registerKernels';
import { SharedDevice } from './SharedDevice';
import type { StartedBackend } from './StartedBackend';
import { startWasm } from './startWasm';
import type { ThreadSupport } from './ThreadSupport';
import type { WebGPUAttempt } from './startWebGPU';
import { startWebGPU } from './startWebGPU';

/**
 * Computes something on the backend just started and returns what is wrong with the result, undefined if
 * nothing is. Passed in by the caller, since backends do not depend on networks.
 */
export type Verify = () => Promise<string | undefined>;

const NEVER = new Promise<string>(() => undefined);

/**
 * Starts the requested backend. `auto` starts WebGPU if there is a real adapter that computes correctly,
 * otherwise WASM.
 *
 * @param assetsUrl folder of the WASM binaries, ending in a slash
 * @param verify checks the backend once it runs; without it nothing is checked
 * @param threads number of WASM threads, where threads are available, or the caller's own, see
 *   {@link startWasm}; by default chosen for the machine
 * @throws Error naming a forced backend that is not available, or what the last backend computes incorrectly
 */
export async function startBackend(
  request: BackendRequest,
  assetsUrl: string,
  verify: Verify = async () => undefined,
  threads?: number | ThreadSupport,
): Promise<StartedBackend> {
  if (request === 'cpu') {
    await tf.setBackend('cpu');
    registerKernels('cpu');
    const selfTestMs = await verifyOrThrow(verify, 'CPU');
    return {
      status: { name: 'cpu', label: 'CPU (slow)', reason: '', software: true, selfTestMs },
      lost: NEVER,
    };
  }
  let reason = '';
  if (request !== 'wasm') {
    const attempt = await startVerifiedWebGPU(request === 'webgpu', verify);
    if (attempt.started) return attempt.started;
    if (request === 'webgpu') throw new Error(`WebGPU was asked for but cannot be used: ${attempt.why}`);
    reason = attempt.why;
  }
  const label = await startWasm(assetsUrl, threads);
  const selfTestMs = await verifyOrThrow(verify, 'WASM');
  return { status: { name: 'wasm', label, reason, software: false, selfTestMs }, lost: NEVER };
}

/** Starts WebGPU; if it computes incorrectly, its device is released. */
async function startVerifiedWebGPU(acceptSoftware: boolean, verify: Verify): Promise<WebGPUAttempt> {
  const attempt = await startWebGPU(acceptSoftware);
  if (!attempt.started) return attempt;
  const { status, lost } = attempt.started;
  const shared = deviceInUse();
  const { wrong, ms } = await timed(async () => {
    const verdict = await Promise.race([verify(), lost.then(lostDuring)]);
    return shared?.takeError() ?? verdict;
  });
  if (!wrong) return { started: { status: { ...status, selfTestMs: ms }, lost, shared } };
  tf.removeBackend('webgpu');
  return { started: undefined, why: `${status.label} computes wrongly here: ${wrong}.` };
}

function deviceInUse(): SharedDevice | undefined {
  const { device } = (tf.findBackend('webgpu') ?? {}) as Partial<WebGPUBackend>;
  return device && SharedDevice.of(device);
}

const lostDuring = (reason: string) => `the graphics device was lost during the self-test (${reason})`;

async function verifyOrThrow(verify: Verify, name: string): Promise<number> {
  const { wrong, ms } = await timed(verify);
  if (!wrong) return ms;
  throw new Error(
    `${name} computes wrongly on this computer: ${wrong}. ` +
      'Nothing was trained. Update the browser or try another one; Copy diagnostics helps to find the cause.',
  );
}

/** A kernel that throws counts as wrong, like one with wrong numbers. */
async function timed(verify: Verify): Promise<{ wrong: string | undefined; ms: number }> {
  const start = performance.now();
  const wrong = await verify().catch((error: unknown) =>
    error instanceof Error ? error.message : `${error}`,
  );
  return { wrong, ms: Math.round(performance.now() - start) };
}
