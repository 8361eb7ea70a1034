/**
 * How to pack the filter [kernelRows, kernelColumns, in, out] for {@link convolveBlock}. Addresses in bytes.
 */
@unmanaged
export class PackingJob {
  filter: usize;
  /** [panel][tap][gathered channel][8 or 4], see ConvolutionJob.weights. */
  packed: usize;
  kernelColumns: i32;
  filterInputs: i32;
  filterOutputs: i32;
  tapsY: i32;
  tapsX: i32;
  /** Tap (ty, tx) is (firstTapY + ty * tapStepY, firstTapX + tx * tapStepX) of the filter. */
  firstTapY: i32;
  firstTapX: i32;
  tapStepY: i32;
  tapStepX: i32;
  /** 1 if the filter's inputs become the outputs (gradient by the input), otherwise 0. */
  swapped: i32;
}

/**
 * One item: packs one panel of 8 output channels (4 if at most 4 remain). Lanes beyond the last channel are
 * zero.
 */
export function packPanel(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<PackingJob>(argument);
  const outputs = job.swapped ? job.filterInputs : job.filterOutputs;
  const gathered = job.swapped ? job.filterOutputs : job.filterInputs;
  const channelStep = (job.swapped ? job.filterOutputs : 1) << 2;
  const gatherStep = (job.swapped ? 1 : job.filterOutputs) << 2;
  const channel = item << 3;
  const lanes = min(8, outputs - channel);
  const width = lanes > 4 ? 8 : 4;
  const taps = job.tapsY * job.tapsX * gathered;
  let to = job.packed + ((channel * taps) << 2);
  for (let ty = 0; ty < job.tapsY; ty++) {
    for (let tx = 0; tx < job.tapsX; tx++) {
      const ky = job.firstTapY + ty * job.tapStepY;
      const kx = job.firstTapX + tx * job.tapStepX;
      const tap = (ky * job.kernelColumns + kx) * job.filterInputs * job.filterOutputs;
      let from = job.filter + (tap << 2) + channel * channelStep;
      for (let g = 0; g < gathered; g++) {
        let source = from;
        for (let lane = 0; lane < width; lane++) {
          store<f32>(to, lane < lanes ? load<f32>(source) : 0);
          source += channelStep;
          to += 4;
        }
        from += gatherStep;
      }
    }
  }
}
