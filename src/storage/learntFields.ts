import { z } from 'zod';

/** What a model file and a library say of the images that a model has learnt from. */
export const learntFields = {
  /** As DICOM spells them; empty where they are unknown. */
  modalities: z.array(z.string()),
  bodyParts: z.array(z.string()),
  /** Units of their values, see `ImageUnit`; models of earlier versions have none. */
  units: z.array(z.string()).default([]),
  /** Number of examples. */
  images: z.int().nonnegative(),
};
