import { numberOf } from './bufferNumbers';

/** Of all pipelines together: several times what the steps of one training bind in turn. */
const MAX = 20_000;

/**
 * Bind groups by what they bind. A training step, whose shapes stay the same, binds the buffers of the step before (see
 * `orderFreeBuffers`); making a group anew takes as long as all the rest of a dispatch.
 */
export class KeptBindGroups {
  private groups = new WeakMap<GPUComputePipeline, Map<string, GPUBindGroup>>();
  private count = 0;

  /** @param make called where these buffers have not been bound to the pipeline in this order */
  get(pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[], make: () => GPUBindGroup): GPUBindGroup {
    const key = buffers.map(numberOf).join();
    const present = this.groups.get(pipeline)?.get(key);
    if (present) return present;
    // What repeats is soon made again.
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
