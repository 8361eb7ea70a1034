import { z } from 'zod';
import { CHANNELS, PLANES } from '../data/Channels';
import { describeIssues } from '../data/describeIssues';
import type { ModelDescription } from '../data/ModelDescription';
import { INTENSITY_MAPPINGS } from '../data/normalisation';
import { SEGMENTER_KINDS } from '../data/SegmenterKind';
import type { Weights } from '../networks/Parameters';
import { isOldModel, readOldModel } from './oldModelFile';
import { readSafetensors } from './readSafetensors';
import { segmentSchema } from './segmentSchema';
import { writeSafetensors } from './writeSafetensors';

/** The content of a model file: description, weights, and arbitrary JSON of the caller. */
export interface ModelFile {
  description: ModelDescription;
  weights: Weights;
  /** Not interpreted here, e.g. a summary for display. */
  metadata: unknown;
}

const FORMAT = 'few-shot-segment-model';
/**
 * The version that is written. Versions 1 and 2 were no safetensors; version 1 marked models of whole images
 * in its metadata and had no segment codes.
 */
const VERSION = 3;
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
  version: z.union([z.literal(1), z.literal(2), z.literal(VERSION)]),
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
    prediction: z.object({ flips: z.boolean(), expected: z.array(z.int()).optional() }).optional(),
  }),
  metadata: z.unknown(),
});

/** Files of later releases, of which nothing else is known. */
const newerVersion = z.object({ format: z.literal(FORMAT), version: z.int().min(VERSION + 1) });

/** How the command line marked models of whole images in version 1. */
const versionOne = z.object({ wholeImage: z.object({ unit: z.enum(['mm', 'image']) }) });

/**
 * Writes a model as one safetensors file. The header's `__metadata__` has the texts `format`, `version`,
 * `description` and `metadata`; the last two are JSON.
 */
export function writeModel({ description, weights, metadata }: ModelFile): ArrayBuffer {
  return writeSafetensors(weights, {
    format: FORMAT,
    version: String(VERSION),
    description: JSON.stringify(description),
    metadata: JSON.stringify(metadata ?? null),
  });
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
  const { head, weights } = isOldModel(buffer) ? readOldModel(buffer, fail) : readFile(buffer, fail);
  const newer = newerVersion.safeParse(head);
  if (newer.success) fail(`it has version ${newer.data.version}; open it with the release that wrote it`);
  const parsed = header.safeParse(head);
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
  for (const [name, { values }] of weights) {
    // They would make every prediction empty.
    if (!values.every(Number.isFinite)) fail(`the weight "${name}" is not finite`);
  }
  const { description, metadata } = parsed.data;
  const inVersion1 = versionOne.safeParse(metadata);
  if (inVersion1.success) description.field.wholeImage ??= inVersion1.data.wholeImage.unit;
  return { description, weights, metadata };
}

/** The texts of a safetensors file in the form of the earlier versions' header. */
function readFile(buffer: ArrayBuffer, fail: (why: string) => never): { head: unknown; weights: Weights } {
  const { tensors, metadata } = readSafetensors(buffer, fail);
  const { format, version, description = 'null', metadata: rest = 'null' } = metadata;
  if (format !== FORMAT) fail('it is a safetensors file of another program');
  const parse = (name: string, text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return fail(`its ${name} is not JSON`);
    }
  };
  const head = { format, version: Number(version), description: parse('description', description) };
  return { head: { ...head, metadata: parse('metadata', rest) }, weights: tensors };
}
