/** The command has done its work and written its output, except for files that it named and left out. */
export class PartlyDone extends Error {
  override readonly name = 'PartlyDone';
}
