export type BackendName = 'webgpu' | 'wasm' | 'cpu';
export type BackendRequest = 'auto' | BackendName;

/** The running backend and why it was chosen. */
export interface BackendStatus {
  name: BackendName;
  /** Label for display, e.g. "WebGPU (nvidia ampere)" or "WASM, 4 threads". */
  label: string;
  /**
   * Why no better backend was chosen, e.g. "No WebGPU adapter". Empty if this is the best one or was forced.
   */
  reason: string;
  /** True if WebGPU runs on a software adapter. */
  software: boolean;
  /** Duration of the self-test at start-up, ms; undefined without one. */
  selfTestMs?: number;
}
