/** Lets messages through between two steps, so that Stop is heard; resolves true when training is to end. */
export type Pause = () => Promise<boolean>;
