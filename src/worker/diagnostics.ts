import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BackendStatus } from '../backends/BackendStatus';
import type { SelfTestReport } from './selfTest';

/**
 * Information for finding out why a computer is slow or computes wrongly. Contains nothing about images,
 * masks or patients.
 */
export interface EngineDiagnostics {
  backend: BackendStatus | undefined;
  selfTest: SelfTestReport | undefined;
  adapter: AdapterDiagnostics | undefined;
  tensorflow: string;
  memory: { numTensors: number; numBytes: number; numDataBuffers: number };
  userAgent: string;
  crossOriginIsolated: boolean;
  /** Number of threads that the browser reports. */
  hardwareConcurrency: number | undefined;
}

/** A graphics adapter as described by the browser. */
export interface AdapterDiagnostics {
  info: Record<string, string>;
  limits: Record<string, number>;
  features: string[];
}

/**
 * Collects diagnostics of the engine.
 *
 * @param hardwareConcurrency its value before the WASM backend changed it for TF.js
 */
export async function collectDiagnostics(
  backend: BackendStatus | undefined,
  selfTest: SelfTestReport | undefined,
  hardwareConcurrency: number | undefined,
): Promise<EngineDiagnostics> {
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  return {
    backend,
    selfTest,
    adapter: await describeAdapter(backend),
    tensorflow: tf.version.tfjs,
    memory: { numTensors, numBytes, numDataBuffers },
    userAgent: typeof navigator === 'undefined' ? '' : navigator.userAgent,
    crossOriginIsolated: globalThis.crossOriginIsolated ?? false,
    hardwareConcurrency,
  };
}

/**
 * Describes the device in use; without one, the adapter that would be used, so that a rejected one is named.
 */
async function describeAdapter(backend: BackendStatus | undefined): Promise<AdapterDiagnostics | undefined> {
  if (backend?.name === 'webgpu') {
    const { device } = tf.backend() as WebGPUBackend;
    return describe(device.adapterInfo, device.limits, device.features);
  }
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  return adapter ? describe(adapter.info, adapter.limits, adapter.features) : undefined;
}

/** Copies the values, which are getters of the prototype that neither JSON nor structured cloning copies. */
function describe(
  info: GPUAdapterInfo,
  limits: GPUSupportedLimits,
  features: GPUSupportedFeatures,
): AdapterDiagnostics {
  const { vendor, architecture, device, description } = info;
  const numbers: Record<string, number> = {};
  for (const name in limits) {
    const value = limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') numbers[name] = value;
  }
  return {
    info: { vendor, architecture, device, description },
    limits: numbers,
    features: [...features].sort(),
  };
}
