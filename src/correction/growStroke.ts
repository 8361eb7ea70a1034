import { distanceTo } from './distanceTo';
import { likeness } from './likeness';
import { smooth } from './smooth';
import { travelTime, type Terrain } from './travelTime';

/**
 * Cost of a pixel that looks unlike the stroke, compared with one that looks like it, and of crossing an edge
 * as high as the range of the values. Chosen on masks of ventricles with one half missing, or with a leak.
 */
const ADDING = { unlike: 100, edge: 60 };
const REMOVING = { unlike: 10, edge: 40 };
/** Raster scans there and back; more change little. */
const SCANS = 2;
/** Cost per pixel of entering the mask deeper than the stroke does: a leak is thinner than the structure. */
const DEEPER = 3;

/**
 * The pixels that a stroke wins. It competes with the pixels that are too far away to change: each pixel in
 * between belongs to the side from which it is reached at less cost. Pixels that look unlike that side and
 * edges are costly (geodesic distances as in GeoS, Criminisi et al., 2008).
 *
 * @param planes the image's channels
 * @param mask segment value of each pixel
 * @param stroke 1 on the stroke
 * @param reach distance from the stroke, pixels, beyond which nothing changes
 * @returns 1 where the stroke wins
 */
export function growStroke(
  planes: readonly Float32Array[],
  mask: Uint8Array,
  stroke: Uint8Array,
  size: { rows: number; columns: number },
  { add, segment, reach }: { add: boolean; segment: number; reach: number },
): Uint8Array {
  const away = distanceTo(stroke, size);
  const smoothed = planes.map((values) => smooth(values, size));
  /** The pixels that could change farther than a distance from the stroke. */
  const beyond = (distance: number) =>
    mask.map((value, i) => ((add ? value !== segment : value === segment) && away[i] > distance ? 1 : 0));
  const like = likeness(smoothed, stroke, beyond(reach / 2));
  const { unlike, edge } = add ? ADDING : REMOVING;
  const terrain = edges(smoothed, size.columns, edge);
  const deep = add ? undefined : depthBeyond(mask, segment, stroke, size);
  const mine = travelTime(
    like.map((value, i) => 1 + unlike * (1 - value) + DEEPER * (deep?.[i] ?? 0)),
    stroke,
    size,
    SCANS,
    terrain,
  );
  const others = travelTime(
    like.map((value) => 1 + unlike * value),
    beyond(reach),
    size,
    SCANS,
    terrain,
  );
  const lead = mine.map((time, i) => {
    const ahead = (Math.min(others[i], 2 * reach) - time) / reach;
    return Math.min(1, Math.max(-1, ahead));
  });
  // Smoothed, so that noise leaves no holes and no frayed outline.
  const won = smooth(smooth(lead, size), size);
  return stroke.map((one, i) => (one || (won[i] > 0 && away[i] <= reach) ? 1 : 0));
}

/** How much deeper in the segment each pixel lies than the deepest one of the stroke, pixels. */
function depthBeyond(
  mask: Uint8Array,
  segment: number,
  stroke: Uint8Array,
  size: { rows: number; columns: number },
): Float32Array {
  const depth = distanceTo(
    mask.map((value) => (value === segment ? 0 : 1)),
    size,
  );
  let deepest = 0;
  stroke.forEach((one, i) => {
    if (one && depth[i] < Infinity) deepest = Math.max(deepest, depth[i]);
  });
  return depth.map((value) => Math.min(10, Math.max(0, value - deepest - 1)));
}

/** The mean of the channels, scaled so that its range costs `edge`; noise is twice the median difference. */
function edges(planes: readonly Float32Array[], columns: number, edge: number): Terrain {
  const [first, ...rest] = planes;
  const sum = first.map((value, i) => rest.reduce((total, plane) => total + plane[i], value));
  let [least, most] = [Infinity, -Infinity];
  for (const value of sum) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const scale = most > least ? edge / (most - least) : 0;
  const heights = sum.map((value) => (value - least) * scale);
  const steps = heights.slice(columns).map((value, i) => Math.abs(value - heights[i]));
  const noise = steps.length > 0 ? steps.sort()[Math.floor(steps.length / 2)] : 0;
  return { heights, noise: 2 * noise };
}
