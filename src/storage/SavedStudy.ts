import { z } from 'zod';
import { segmentSchema } from './segmentSchema';

/** Version of {@link SavedStudy} that is written. */
export const STUDY_VERSION = 1;

const byte = z.int().min(0).max(255);
const count = z.int().nonnegative();

const seriesChoice = z.object({
  /** See `SeriesInfo.id`. */
  id: z.string(),
  /** Whether it is ticked; null while the reader has not chosen. */
  enabled: z.boolean().nullable(),
  /** Number of the latest prediction run on the series; 0 before the first one. */
  round: count,
  /** Whether that run finished the series. */
  done: z.boolean(),
});

/** A choice that a later version may have added counts as not made. */
const storing = z.object({
  format: z.enum(['seg', 'labelmap', 'fractional', 'rtstruct', 'nifti']).catch('seg'),
  mode: z.enum(['supersede', 'replace', 'separate']).catch('supersede'),
  report: z.boolean().catch(false),
});

const choices = z.object({
  preset: z.enum(['fast', 'balanced', 'thorough']),
  /** Number of the latest prediction run, and of its images. */
  round: count,
  total: count,
  series: z.array(seriesChoice),
  /** The images whose present mask the model has learnt. */
  learnt: z.array(z.string()).default([]),
  /** How masks are stored; studies of earlier versions have none. */
  storing: storing.default(storing.parse({})),
});

/** The reader's choices in the panel and the progress of predictions. */
export type SavedChoices = z.infer<typeof choices>;

const NO_CHOICES: SavedChoices = choices.parse({ preset: 'fast', round: 0, total: 0, series: [] });

/** The schema of {@link SavedStudy}. Choices that cannot be read get defaults: masks matter more. */
export const savedStudySchema = z.object({
  version: z.literal(STUDY_VERSION),
  /** When anything of the study was last saved, ms since 1970. */
  savedAt: z.number(),
  /** Identifies the page that saved it. */
  writer: z.string(),
  segments: z.array(segmentSchema.extend({ colour: z.tuple([byte, byte, byte]) })),
  choices: choices.catch(NO_CHOICES),
});

/** What is saved of a study besides masks and model. */
export type SavedStudy = z.infer<typeof savedStudySchema>;

/** A segment with its display colour. */
export type SavedSegment = SavedStudy['segments'][number];
