import { ConvolutionJob } from './convolutionJob';
import {
  blockCount,
  blockFirstRow,
  blockImage,
  blockPixels,
  blockRowBytes,
  gatherBlock,
  TILE_PIXELS,
} from './gatherBlock';
import { multiplyAdd } from './multiplyAdd';
import { storeLanes } from './lanes';
import { rectified } from './rectified';

/** One item: computes all output channels of a block of grid rows. */
export function convolveBlock(argument: usize, item: i32, thread: i32): void {
  const job = changetype<ConvolutionJob>(argument);
  gatherBlock(job, item, thread);
  const taps = job.tapsY * job.tapsX * job.inputChannels;
  const outputs = job.outputChannels;
  let panel = job.weights;
  for (let channel = 0; channel < outputs; channel += 8) {
    const lanes = outputs - channel;
    if (lanes > 4) {
      for (let pixel = 0; pixel < blockCount; pixel += TILE_PIXELS) computeTile<u64>(job, pixel, channel, panel);
      panel += taps << 5;
    } else {
      for (let pixel = 0; pixel < blockCount; pixel += TILE_PIXELS) computeTile<u32>(job, pixel, channel, panel);
      panel += taps << 4;
    }
  }
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function outputAddress(job: ConvolutionJob, pixel: i32, channel: i32): usize {
  const last = min(pixel, blockCount - 1);
  const row = (blockFirstRow + last / job.gridColumns) * job.outputStep + job.outputRow;
  const column = (last % job.gridColumns) * job.outputStep + job.outputColumn;
  const at = (blockImage * job.outputRows + row) * job.outputColumns + column;
  return job.output + <usize>((at * job.outputChannels + channel) << 2);
}

/**
 * 6 pixels x 8 output channels, or 4 for the last few channels: as many as `Width` has bytes, so that each is
 * compiled separately.
 */
function computeTile<Width>(job: ConvolutionJob, pixel: i32, channel: i32, weights: usize): void {
  const wide = sizeof<Width>() == 8;
  let a0 = f32x4.splat(0), b0 = a0;
  if (job.bias) {
    a0 = v128.load(job.bias + (channel << 2));
    if (wide) b0 = v128.load(job.bias + (channel << 2), 16);
  }
  let a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
  let b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0;
  const joined = job.tapColumns == 1;
  const segments = joined ? 1 : job.tapsX;
  const segmentBytes = (joined ? job.tapsX : 1) * (job.inputChannels << 2);
  const segmentStep = job.tapColumns * (job.inputChannels << 2);
  const table = blockPixels + (pixel << 2);
  const rowStep = job.tapRows * blockRowBytes;
  const rows = job.tapsY;
  let w = weights;
  for (let ty = 0; ty < rows; ty++) {
    for (let tx = 0; tx < segments; tx++) {
      const offset = ty * rowStep + tx * segmentStep;
      let p0 = <usize>load<u32>(table) + offset;
      let p1 = <usize>load<u32>(table, 4) + offset;
      let p2 = <usize>load<u32>(table, 8) + offset;
      let p3 = <usize>load<u32>(table, 12) + offset;
      let p4 = <usize>load<u32>(table, 16) + offset;
      let p5 = <usize>load<u32>(table, 20) + offset;
      const end = w + (segmentBytes << (wide ? 3 : 2));
      while (w < end) {
        const wa = v128.load(w);
        const wb = wide ? v128.load(w, 16) : wa;
        const x0 = v128.load32_splat(p0); a0 = multiplyAdd(x0, wa, a0); if (wide) b0 = multiplyAdd(x0, wb, b0);
        const x1 = v128.load32_splat(p1); a1 = multiplyAdd(x1, wa, a1); if (wide) b1 = multiplyAdd(x1, wb, b1);
        const x2 = v128.load32_splat(p2); a2 = multiplyAdd(x2, wa, a2); if (wide) b2 = multiplyAdd(x2, wb, b2);
        const x3 = v128.load32_splat(p3); a3 = multiplyAdd(x3, wa, a3); if (wide) b3 = multiplyAdd(x3, wb, b3);
        const x4 = v128.load32_splat(p4); a4 = multiplyAdd(x4, wa, a4); if (wide) b4 = multiplyAdd(x4, wb, b4);
        const x5 = v128.load32_splat(p5); a5 = multiplyAdd(x5, wa, a5); if (wide) b5 = multiplyAdd(x5, wb, b5);
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
        p4 += 4;
        p5 += 4;
        w += wide ? 32 : 16;
      }
    }
  }
  const lanes = job.outputChannels - channel;
  const slope = f32x4.splat(job.slope);
  storePixel<Width>(outputAddress(job, pixel, channel), rectified(a0, slope), rectified(b0, slope), lanes);
  storePixel<Width>(outputAddress(job, pixel + 1, channel), rectified(a1, slope), rectified(b1, slope), lanes);
  storePixel<Width>(outputAddress(job, pixel + 2, channel), rectified(a2, slope), rectified(b2, slope), lanes);
  storePixel<Width>(outputAddress(job, pixel + 3, channel), rectified(a3, slope), rectified(b3, slope), lanes);
  storePixel<Width>(outputAddress(job, pixel + 4, channel), rectified(a4, slope), rectified(b4, slope), lanes);
  storePixel<Width>(outputAddress(job, pixel + 5, channel), rectified(a5, slope), rectified(b5, slope), lanes);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function storePixel<Width>(address: usize, a: v128, b: v128, lanes: i32): void {
  if (sizeof<Width>() == 8) {
    v128.store(address, a);
    storeLanes(address + 16, b, lanes - 4);
  } else {
    storeLanes(address, a, lanes);
  }
}
