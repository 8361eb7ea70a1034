import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

const reserves = new WeakMap<WebGPUBackend, ReservedBuffers>();

/**
 * The buffers of captured steps: nothing else may get them, as replaying a step writes into them again.
 * Intermediate results of different steps share buffers, since none is needed once its step is over.
 */
export class ReservedBuffers {
  /** Returns the backend's only instance. */
  static of(backend: WebGPUBackend): ReservedBuffers {
    const present = reserves.get(backend) ?? new ReservedBuffers(backend);
    reserves.set(backend, present);
    return present;
  }

  private readonly all = new Set<GPUBuffer>();
  /** Buffers that hold values from the CPU, and are used for nothing else. */
  private readonly keeping = new Set<GPUBuffer>();
  /** For intermediate results, by size and usage. */
  private readonly free = new Map<string, GPUBuffer[]>();
  /** Set while a step is captured. */
  private capture: { inUse: Set<GPUBuffer>; keepsValues: (usage: number) => boolean } | undefined;
  private users = 0;
  private readonly releaseBuffer: WebGPUBackend['bufferManager']['releaseBuffer'];

  private constructor({ bufferManager: manager }: WebGPUBackend) {
    const acquire = manager.acquireBuffer.bind(manager);
    this.releaseBuffer = manager.releaseBuffer.bind(manager);
    manager.acquireBuffer = (size, usage, mapped, reuse) => {
      if (!this.capture) return acquire(size, usage, mapped, reuse);
      const { inUse, keepsValues } = this.capture;
      const keeps = keepsValues(usage);
      const present = keeps ? undefined : this.free.get(keyOf({ size, usage }))?.pop();
      const buffer = present ?? acquire(size, usage, mapped, keeps ? false : reuse);
      if (keeps) this.keeping.add(buffer);
      this.all.add(buffer);
      inUse.add(buffer);
      return buffer;
    };
    manager.releaseBuffer = (buffer, reuse) => {
      if (!this.all.has(buffer)) return this.releaseBuffer(buffer, reuse);
      this.capture?.inUse.delete(buffer);
      if (this.keeping.has(buffer)) return;
      const key = keyOf(buffer);
      this.free.set(key, [...(this.free.get(key) ?? []), buffer]);
    };
  }

  /**
   * Runs a function; everything that it allocates gets reserved buffers.
   *
   * @param keepsValues whether a buffer of this usage gets values from the CPU
   * @returns the buffers that are still in use at the end
   */
  during(run: () => void, keepsValues: (usage: number) => boolean): Set<GPUBuffer> {
    const inUse = new Set<GPUBuffer>();
    this.capture = { inUse, keepsValues };
    try {
      run();
    } finally {
      this.capture = undefined;
    }
    return inUse;
  }

  /** Leaves buffers to the tensors that use them. */
  forget(buffers: Iterable<GPUBuffer>): void {
    for (const buffer of buffers) {
      this.all.delete(buffer);
      this.keeping.delete(buffer);
    }
  }

  /** Registers a user; the buffers stay reserved until all have called {@link leave}. */
  enter(): void {
    this.users++;
  }

  leave(): void {
    if (--this.users > 0) return;
    for (const buffer of this.all) this.releaseBuffer(buffer);
    this.all.clear();
    this.keeping.clear();
    this.free.clear();
  }
}

const keyOf = ({ size, usage }: { size: number; usage: number }) => `${size} ${usage}`;
