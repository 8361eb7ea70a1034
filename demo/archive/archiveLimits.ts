const mebibyte = 1024 * 1024;

/** Limits of what one client, or all of them together, may cost the archive. */
export interface ArchiveLimits {
  /** Bytes of one instance. */
  part: number;
  /** Bytes of all instances of a request. */
  all: number;
  /** Instances of a request. */
  parts: number;
  /** Bytes of the instances of all requests that are being received. */
  received: number;
  /** How long a sender may pause, ms; on average it has to send a kilobyte a second. */
  pause: number;
  /** How long reading one file may take, ms. */
  reading: number;
}

export const archiveLimits: ArchiveLimits = {
  part: 512 * mebibyte,
  all: 1024 * mebibyte,
  parts: 10_000,
  received: 2048 * mebibyte,
  pause: 30_000,
  reading: 20_000,
};
