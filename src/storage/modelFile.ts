import { z } from 'zod';
import { CHANNELS, PLANES } from '../data/Channels';
import { describeIssues } from '../data/describeIssues';
import type { ModelDescription } from '../data/ModelDescription';
import { INTENSITY_MAPPINGS } from '../data/normalisation';
import { SEGMENTER_KINDS } from '../data/SegmenterKind';
import type { Weights } from '../networks/Parameters';
import { readHeaded, writeHeaded } from './headedFile';
import { segmentSchema } from './segmentSchema';

/** The content of a model file: description, weights, and arbitrary JSON of the caller. */
export interface ModelFile {
  description: ModelDescription;
  weights: Weights;
  /** Not interpreted here, e.g. a summary for display. */
  metadata: unknown;
}

const FORMAT = 'few-shot-segment-model';
/**
 * The version that is written. Version 1 marked models of whole images in its metadata and had no segment
 * codes.
 */
const VERSION = 2;
const BYTES = 4;

const vector = z.tuple([z.number(), z.number(), z.number()]);
const share = z.number().min(0).max(1);
const acquisition = z.object({
  looks: z.array(z.array(z.number().min(-1).max(1)).length(256)).max(8),
  noise: z.number().nonnegative(),
  tones: z.object({ least: share, mean: share, most: share }).nullable(),
});
const header = z.object({
  format: z.literal(FORMAT),
  version: z.union([z.literal(1), z.literal(VERSION)]),
  description: z.object({
    segments: z.array(segmentSchema).min(1),
    field: z.object({
      edgeMm: z.number().positive(),
      centres: z.record(z.string(), vector),
      relativeCentre: z.object({ row: z.number(), column: z.number() }),
      wholeImage: z.enum(['mm', 'image']).optional(),
      zoom: z.number().positive().optional(),
    }),
    intensities: z.enum(INTENSITY_MAPPINGS).optional(),
    acquisition: acquisition.optional(),
    network: z.object({
      kind: z.enum(SEGMENTER_KINDS),
      size: z.int().min(16).max(1024),
      width: z.int().min(1).max(256),
      levels: z.int().min(1).max(8),
      classes: z.int().min(2).max(256),
      channels: z.literal(CHANNELS).optional(),
      planes: z.literal(PLANES).optional(),
      members: z.int().min(1).max(16).optional(),
    }),
    prediction: z.object({ flips: z.boolean() }).optional(),
  }),
  metadata: z.unknown(),
  tensors: z.array(
    z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), offset: z.int().min(0) }),
  ),
});

/** Files of later releases, of which nothing else is known. */
const newerVersion = z.object({ format: z.literal(FORMAT), version: z.int().min(VERSION + 1) });

/** How the command line marked models of whole images in version 1. */
const versionOne = z.object({ wholeImage: z.object({ unit: z.enum(['mm', 'image']) }) });

/** Writes a model as one file, see `writeHeaded`. The body is all weights as little-endian float32. */
export function writeModel({ description, weights, metadata }: ModelFile): ArrayBuffer {
  let count = 0;
  const tensors = [...weights].map(([name, { shape, values }]) => {
    const entry = { name, shape, offset: BYTES * count };
    count += values.length;
    return entry;
  });
  const body = new Float32Array(count);
  [...weights.values()].forEach(({ values }, i) => body.set(values, tensors[i].offset / BYTES));
  const head = { format: FORMAT, version: VERSION, description, metadata, tensors };
  return writeHeaded(head, new Uint8Array(body.buffer), BYTES).buffer;
}

/**
 * Reads a file written by {@link writeModel}, in any version.
 *
 * @throws Error that says what is wrong with the file
 */
export function readModel(buffer: ArrayBuffer): ModelFile {
  const fail = (why: string): never => {
    throw new Error(`This is not a usable Few-Shot Segment model file: ${why}.`);
  };
  const { header: json, start } = readHeaded(buffer, BYTES, fail);
  const newer = newerVersion.safeParse(json);
  if (newer.success) fail(`it has version ${newer.data.version}; open it with the release that wrote it`);
  const parsed = header.safeParse(json);
  if (!parsed.success) return fail(describeIssues(parsed.error).replace(/\s+/g, ' '));
  const { segments, network } = parsed.data.description;
  if (network.classes !== segments.length + 1) {
    fail(`it has ${segments.length} segments, but its network distinguishes ${network.classes} classes`);
  }
  if (new Set(segments.map(({ index }) => index)).size < segments.length) fail('two segments have one index');
  // Checked before the network is created: its widest layer alone has this many weights.
  const channels = network.width * 2 ** network.levels;
  // Attention has a position embedding of the lowest resolution as well.
  const positions = network.kind === 'attention' ? (network.size / 2 ** network.levels) ** 2 : 0;
  const largest = channels * Math.max(channels, positions);
  if (BYTES * largest * (network.members ?? 1) > buffer.byteLength)
    fail('its network is larger than the file');
  const weights: Weights = new Map();
  let bytes = 0;
  for (const { name, shape, offset } of parsed.data.tensors) {
    const size = shape.reduce((a, b) => a * b, 1);
    const from = start + offset;
    // Negated so that NaN fails, too.
    if (offset % BYTES !== 0 || !(from + size * BYTES <= buffer.byteLength))
      fail(`the weight "${name}" is cut off`);
    bytes += size * BYTES;
    if (bytes > buffer.byteLength) fail('its weights are larger than the file');
    if (weights.has(name)) fail(`it has two weights named "${name}"`);
    const values = new Float32Array(buffer.slice(from, from + size * BYTES));
    // They would make every prediction empty.
    if (!values.every(Number.isFinite)) fail(`the weight "${name}" is not finite`);
    weights.set(name, { shape, values });
  }
  const { description, metadata } = parsed.data;
  const inVersion1 = versionOne.safeParse(metadata);
  if (inVersion1.success) description.field.wholeImage ??= inVersion1.data.wholeImage.unit;
  return { description, weights, metadata };
}
