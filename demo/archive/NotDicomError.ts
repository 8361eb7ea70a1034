/** What a refused file calls itself, as far as that could be read. */
export interface Identity {
  sopClassUID?: string;
  instanceUID?: string;
}

/** The file is not a usable DICOM instance; the message explains why. */
export class NotDicomError extends Error {
  constructor(
    message: string,
    readonly identity: Identity = {},
  ) {
    super(message);
  }
}
