/**
 * Copies channels between images with equal numbers of pixels, in items of `itemPixels`. Strides and widths
 * in bytes.
 */
@unmanaged
export class ChannelsJob {
  from: usize;
  to: usize;
  fromStep: i32;
  toStep: i32;
  width: i32;
  pixels: i32;
  itemPixels: i32;
}

/** One item: copies `width` bytes of each of its pixels. */
export function copyChannels(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<ChannelsJob>(argument);
  const first = item * job.itemPixels;
  const last = min(job.pixels, first + job.itemPixels);
  let from = job.from + <usize>(first * job.fromStep);
  let to = job.to + <usize>(first * job.toStep);
  const whole = job.width & ~15;
  for (let pixel = first; pixel < last; pixel++) {
    let at = 0;
    for (; at < whole; at += 16) v128.store(to + at, v128.load(from + at));
    for (; at < job.width; at += 4) store<f32>(to + at, load<f32>(from + at));
    from += job.fromStep;
    to += job.toStep;
  }
}
