/** Identifies an image permanently: SOP Instance UID and frame number, e.g. `1.2.3#1`. */
export type ImageKey = string;

/**
 * The key of an image.
 *
 * @param frame number of the frame in its instance, from 1
 */
export function imageKey(sopInstanceUID: string, frame = 1): ImageKey {
  return `${sopInstanceUID}#${frame}`;
}

/**
 * Splits a key into its parts.
 *
 * @throws Error when the text is not an image key
 */
export function parseImageKey(key: ImageKey): { sopInstanceUID: string; frame: number } {
  const match = /^([^#]+)#([1-9]\d*)$/.exec(key);
  if (!match) throw new Error(`"${key}" is no image key; expected a SOP Instance UID, # and a frame number.`);
  return { sopInstanceUID: match[1], frame: Number(match[2]) };
}
