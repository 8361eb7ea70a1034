import type { BackendStatus } from './BackendStatus';
import type { SharedDevice } from './SharedDevice';

/** A started backend and a promise for the loss of its device. */
export interface StartedBackend {
  status: BackendStatus;
  /**
   * Resolves with the reason when the device is lost; never resolves on backends whose device cannot be lost.
   */
  lost: Promise<string>;
  /** Only with WebGPU, where the viewer uses the same device. */
  shared?: SharedDevice;
}
