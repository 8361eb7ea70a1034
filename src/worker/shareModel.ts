import type { ModelDescription } from '../data/ModelDescription';
import { ENTRY_VERSION, libraryEntrySchema, type LibraryEntry } from '../storage/LibraryEntry';
import { readModel, writeModel } from '../storage/modelFile';
import { readSummary } from './readSummary';

/** A model without anything of a patient, and what a library shows of it. */
export interface SharedModel {
  entry: LibraryEntry;
  bytes: ArrayBuffer;
}

/** What the file does not know, or what replaces it. */
export interface Sharing {
  /** The name in the file by default. */
  name?: string;
  /** Ms since 1970. */
  savedAt?: number;
  /** Data URL of a PNG with a generated image. */
  thumbnail?: string;
}

/**
 * Prepares a model for other studies and other readers: removes what comes from the patient (where the
 * structure lay, by Frame of Reference UID, and coarse pictures of the examples) and what we do not know.
 *
 * @param bytes a model file of any version
 * @throws Error that says what is wrong with the file
 */
export function shareModel(bytes: ArrayBuffer, { name, savedAt, thumbnail }: Sharing = {}): SharedModel {
  const file = readModel(bytes);
  const { id, ...summary } = readSummary(file);
  const described = libraryEntrySchema.partial().safeParse(file.metadata).data;
  const entry: LibraryEntry = {
    version: ENTRY_VERSION,
    id,
    name: name ?? summary.name,
    savedAt: savedAt ?? described?.savedAt ?? Date.now(),
    segments: summary.segments,
    channels: summary.channels,
    modalities: summary.trainedOn.modalities,
    bodyParts: summary.trainedOn.bodyParts,
    units: summary.trainedOn.units,
    images: summary.trainedOn.images,
    preset: summary.preset,
    validationDice: summary.validationDice,
    validatedOn: summary.validatedOn,
    thumbnail: thumbnail ?? described?.thumbnail,
  };
  const metadata = { ...summary, name: entry.name, savedAt: entry.savedAt, thumbnail: entry.thumbnail };
  const description = withoutPatient(file.description);
  return { entry, bytes: writeModel({ description, weights: file.weights, metadata }) };
}

function withoutPatient({ field, acquisition, ...description }: ModelDescription): ModelDescription {
  // Models of whole images, from the command line, have a centre that is named by no UID.
  const named = Object.entries(field.centres).filter(([uid]) => !/^[\d.]+$/.test(uid));
  return {
    ...description,
    field: { ...field, centres: Object.fromEntries(named) },
    ...(acquisition && { acquisition: { ...acquisition, looks: [] } }),
  };
}
