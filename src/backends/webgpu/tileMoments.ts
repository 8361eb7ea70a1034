import { each } from './convolutionSource';
import { layOut } from './compactNormalisation';
import type { Tile } from './tileStorage';
import { PLENTY } from './WebGPUKernel';

/*
 * The epilogue of a convolution whose result is normalised: each workgroup computes the moments of its tile,
 * which is still in registers, instead of another program that reads all of it again.
 */

/** Whether an epilogue pays: tiles are full, and not so many that adding them up would take long. */
export function hasEpilogue(pixels: number, channels: number, tile: Tile): boolean {
  if (pixels % tile.pixels !== 0 || layOut({ groups: 1, pixels, channels })) return false;
  return (pixels / tile.pixels) * channels <= 2 * PLENTY;
}

/** WGSL before the program's body. */
export const declareMoments = ({ size }: Tile): string => `
var<workgroup> tileSums: array<vec4f, ${size}>;`;

/**
 * WGSL that stores mean and squared deviations of the tile's channels in `moments`, [tiles, channels, 2].
 *
 * @param tile invocations have 4 pixels, `sum0` .. `sum3`, of the channels `channel` .. `channel` + 3
 * @param across number of tiles side by side in channels
 */
export function storeMoments(tile: Tile, channels: number, across: number): string {
  const width = tile.channels / 4;
  const total = (values: (p: number) => string) => `
  workgroupBarrier();
  tileSums[lane] = ${[0, 1, 2, 3].map(values).join(' + ')};
  workgroupBarrier();
  total = vec4f();
  for (var k = laneChannel; k < ${tile.size}; k += ${width}) { total += tileSums[k]; }`;
  return `
  ${each(4, (p) => `let value${p} = unscale(sum${p});`)}
  var total = vec4f();${total((p) => `value${p}`)}
  let centre = total / ${tile.pixels}.0;
  ${each(4, (p) => `let deviation${p} = value${p} - centre;`)}${total((p) => `deviation${p} * deviation${p}`)}
  if (lane < ${width} && channel0 + laneChannel * 4 < ${channels}) {
    let to = (group / ${across} * ${channels} + channel0 + laneChannel * 4) / 2;
    moments[to] = vec4f(centre.x, total.x, centre.y, total.y);
    moments[to + 1] = vec4f(centre.z, total.z, centre.w, total.w);
  }`;
}
