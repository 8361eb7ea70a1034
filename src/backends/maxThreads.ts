/** More threads gain nothing at our tensor sizes. */
export const MAX_THREADS = 8;
