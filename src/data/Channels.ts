/**
 * Allowed numbers of channels of an image: 1 (grey) or 3 (red, green and blue). All checks of the number of
 * channels use this list.
 */
export const CHANNELS = [1, 3] as const;
export type Channels = (typeof CHANNELS)[number];

/**
 * Allowed numbers of planes that a network sees at once, including the image that it segments. So far only
 * the image itself.
 */
export const PLANES = [1] as const;
export type Planes = (typeof PLANES)[number];

/** The input of a network; a single grey plane by default. */
export interface InputShape {
  channels?: Channels;
  planes?: Planes;
}

/** Number of channels of a network's input tensor. */
export function inputChannels({ channels = 1, planes = 1 }: InputShape): number {
  return channels * planes;
}
