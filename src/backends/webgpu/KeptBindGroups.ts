import type { BufferNumbers } from './BufferNumbers';

/** Maximum over all pipelines: several times what the steps of one training bind. */
const MAX = 20_000;

/**
 * Caches bind groups by the buffers they bind. Shapes do not change, so a training step binds the buffers of
 * the previous step (see `orderFreeBuffers`); creating a bind group takes as long as the rest of a dispatch.
 */
export class KeptBindGroups {
  private groups = new WeakMap<GPUComputePipeline, Map<string, GPUBindGroup>>();
  private count = 0;

  constructor(private readonly numbers: BufferNumbers) {}

  /**
   * @param make creates the bind group; called if these buffers have not been bound to the pipeline in this
   *   order
   */
  get(pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[], make: () => GPUBindGroup): GPUBindGroup {
    const key = buffers.map((buffer) => this.numbers.of(buffer)).join();
    const present = this.groups.get(pipeline)?.get(key);
    if (present) return present;
    // Groups still in use are soon created again.
    if (this.count >= MAX) this.clear();
    const group = make();
    const groups = this.groups.get(pipeline) ?? new Map<string, GPUBindGroup>();
    this.groups.set(pipeline, groups.set(key, group));
    this.count++;
    return group;
  }

  private clear(): void {
    this.groups = new WeakMap();
    this.count = 0;
  }
}
