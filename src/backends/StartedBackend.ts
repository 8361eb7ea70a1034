import type { BackendStatus } from './BackendStatus';
import type { SharedDevice } from './SharedDevice';

/** A started backend, and a promise that settles when its device is lost. */
export interface StartedBackend {
  status: BackendStatus;
  /** Resolves with the reason when the device is lost; never resolves on backends that cannot lose one. */
  lost: Promise<string>;
  /** Present where the viewer uses the same device: WebGPU. */
  shared?: SharedDevice;
}
