export type BackendName = 'webgpu' | 'wasm' | 'cpu';
export type BackendRequest = 'auto' | BackendName;

/** The backend that runs, and why it was chosen. */
export interface BackendStatus {
  name: BackendName;
  /** For the reader, e.g. "WebGPU (nvidia ampere)" or "WASM, 4 threads". */
  label: string;
  /** Why this backend and not a better one, e.g. "No WebGPU adapter". Empty when it is the best or was forced. */
  reason: string;
  /** True when WebGPU runs on a software adapter. */
  software: boolean;
  /** Duration of the self-test at the start, ms; undefined without one. */
  selfTestMs?: number;
}
