import { filterLine } from './winogradLines';
import { FREQUENCIES } from './winogradTiles';

/** How to transform the filter [3, 3, in, out] for {@link winogradBlock}. Addresses in bytes. */
@unmanaged
export class WinogradFilterJob {
  filter: usize;
  /**
   * [panel][frequency][gathered channel][8, or 4 in the last panel if only 4 remain]; each frequency is
   * followed by 64 unused bytes, so that frequencies do not compete for the same lines of the cache.
   */
  packed: usize;
  filterInputs: i32;
  filterOutputs: i32;
  /** 1 if the filter's inputs become the outputs and its taps are flipped (gradient by the input). */
  swapped: i32;
  /** Scratch memory of the threads, and bytes per thread. */
  scratch: usize;
  scratchBytes: usize;
}

/** One item: G g G' of a panel of 8 output channels. */
export function winogradPanel(argument: usize, item: i32, thread: i32): void {
  const job = changetype<WinogradFilterJob>(argument);
  const outputs = job.swapped ? job.filterInputs : job.filterOutputs;
  const gathered = job.swapped ? job.filterOutputs : job.filterInputs;
  const channel = item << 3;
  const width = min(8, outputs - channel);
  const frequencyBytes = ((gathered * width) << 2) + 64;
  const taps = job.scratch + <usize>thread * job.scratchBytes;
  let to = job.packed + <usize>(item * FREQUENCIES * (((gathered * 8) << 2) + 64));
  for (let g = 0; g < gathered; g++) {
    for (let lane = 0; lane < width; lane += 4, to += 16) {
      loadTaps(job, channel + lane, g, taps);
      const columns = taps + 144;
      for (let i = 0; i < 3; i++) filterLine(taps + (i << 4), 48, columns + (i << 4), 48);
      for (let i = 0; i < 6; i++) filterLine(columns + i * 48, 16, to + 6 * i * frequencyBytes, frequencyBytes);
    }
  }
}

/** Writes the 9 taps from gathered channel g to 4 output channels as vectors. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function loadTaps(job: WinogradFilterJob, channel: i32, g: i32, to: usize): void {
  const outputs = job.filterOutputs;
  const tapBytes = (job.filterInputs * outputs) << 2;
  if (job.swapped) {
    let from = job.filter + ((channel * outputs + g) << 2) + 8 * tapBytes;
    const step = outputs << 2;
    for (const end = to + 144; to < end; to += 16, from -= tapBytes) {
      let taps = v128.load32_zero(from);
      taps = v128.load32_lane(from + step, taps, 1);
      taps = v128.load32_lane(from + 2 * step, taps, 2);
      taps = v128.load32_lane(from + 3 * step, taps, 3);
      v128.store(to, taps);
    }
  } else {
    let from = job.filter + ((g * outputs + channel) << 2);
    for (const end = to + 144; to < end; to += 16, from += tapBytes) v128.store(to, v128.load(from));
  }
}
