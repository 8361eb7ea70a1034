/** Numbers of channels that an image may have: grey values, or red, green and blue. Everything that knows them reads this list. */
export const CHANNELS = [1, 3] as const;
export type Channels = (typeof CHANNELS)[number];

/** Neighbouring planes that a network may see with the image that it segments, the image itself among them: none yet. */
export const PLANES = [1] as const;
export type Planes = (typeof PLANES)[number];

/** What a network's input depends on; a single grey plane by default. */
export interface InputShape {
  channels?: Channels;
  planes?: Planes;
}

/** Channels of a network's input tensor. */
export function inputChannels({ channels = 1, planes = 1 }: InputShape): number {
  return channels * planes;
}
