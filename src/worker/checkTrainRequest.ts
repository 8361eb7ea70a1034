import { EngineError } from './EngineError';
import { CHANNELS } from '../data/Channels';
import type { Image } from '../data/Image';
import { segmentIdentity, type Segment } from '../data/Segment';
import type { TrainRequest } from './protocol';
import type { TrainOverrides } from './trainOverrides';
import { OVERRIDE_BOUNDS, SIZE_STEP } from './trainOverrides';

/** Minimum size of a mask in pixels; anything smaller could be an accidental click. */
export const MIN_MASK_PIXELS = 4;

/**
 * Rejects examples from which nothing can be learnt.
 *
 * @throws EngineError `bad-input` naming the image or the segment and what to do
 */
export function checkTrainRequest(request: TrainRequest): void {
  const { examples, segments, overrides = {}, between = [] } = request;
  const fail = (message: string): never => {
    throw new EngineError('bad-input', message);
  };
  if (segments.length === 0)
    fail('There is no segment to learn. Add a segment and draw it on at least two images.');
  if (examples.length === 0) fail('There is no example yet. Draw a mask on at least two images.');
  if (examples.length === 1 && !request.start)
    fail('There is only one example. Draw a mask on at least one more image.');
  if (new Set(segments.map(({ index }) => index)).size < segments.length) {
    fail('Two segments have one index. Delete one of them.');
  }
  const misplaced = segments.find(({ index }) => !Number.isInteger(index) || index < 1 || index > 255);
  if (misplaced) {
    fail(`The segment "${misplaced.name}" has the index ${misplaced.index}. Give it one from 1 to 255.`);
  }
  const twin = segments.find((one, i) => segments.findIndex((other) => isSame(one, other)) < i);
  if (twin) fail(`Two segments are named "${twin.name}". Rename one of them.`);
  checkOverrides(overrides, fail);
  for (const image of between) checkImage(image, request, fail);
  const drawn = new Map<number, number>();
  for (const { image, labelmap, known } of examples) {
    const where = `Image ${image.id}`;
    checkImage(image, request, fail);
    const area = image.rows * image.columns;
    if (labelmap.length !== area) {
      fail(`${where}: its mask has ${labelmap.length} pixels, the image ${area}. Draw the mask again.`);
    }
    if (known && known.length !== area) {
      fail(`${where}: what is known of its mask has ${known.length} pixels, the image ${area}.`);
    }
    if (!image.pixels.some(Number.isFinite)) fail(`${where} has no usable pixel value. Exclude it.`);
    const counts = new Map<number, number>();
    for (const value of labelmap) if (value > 0) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const [index, count] of counts) {
      const name = segments.find((segment) => segment.index === index)?.name;
      if (name === undefined) continue;
      if (count === area)
        fail(`${where}: "${name}" covers every pixel, so nothing is background. Erase a part of it.`);
      if (count < MIN_MASK_PIXELS && !known) {
        fail(
          `${where}: "${name}" has only ${count} pixel${count === 1 ? '' : 's'}. Draw more of it, or erase it.`,
        );
      }
      drawn.set(index, (drawn.get(index) ?? 0) + 1);
    }
  }
  for (const { index, name } of segments) {
    if (!drawn.has(index))
      fail(`The segment "${name}" is not drawn on any image. Draw it, or delete the segment.`);
  }
}

const isSame = (a: Segment, b: Segment) => segmentIdentity(a) === segmentIdentity(b);

type Fail = (message: string) => never;

function checkImage(
  { id, rows, columns, channels = 1, pixels, seriesId }: Image,
  { intensities }: TrainRequest,
  fail: Fail,
): void {
  const valid = Number.isInteger(rows) && rows > 0 && Number.isInteger(columns) && columns > 0;
  if (!valid || !CHANNELS.includes(channels) || pixels.length !== rows * columns * channels) {
    const size = `${rows} x ${columns} pixels${channels === 1 ? '' : ` of ${channels} channels`}`;
    fail(`Image ${id}: ${pixels.length} values for ${size}. Exclude it.`);
  }
  if (!intensities.some((entry) => entry.seriesId === seriesId)) {
    fail(`Image ${id}: there are no intensities of its series ${seriesId}.`);
  }
}

function checkOverrides(overrides: Partial<TrainOverrides>, fail: Fail): void {
  const { size } = overrides;
  if (size !== undefined && size % SIZE_STEP !== 0)
    fail(`The working size must be a multiple of ${SIZE_STEP}, not ${size}.`);
  for (const [name, [minimum, maximum]] of Object.entries(OVERRIDE_BOUNDS)) {
    const value = overrides[name as keyof TrainOverrides];
    if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) continue;
    fail(`${name} must be a whole number from ${minimum} to ${maximum}, not ${value}.`);
  }
}
