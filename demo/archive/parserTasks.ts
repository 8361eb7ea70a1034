import { readFile } from 'node:fs/promises';
import { Transfer } from 'workerpool';
import type { DicomJson } from './dicomJson';
import { HttpError } from './HttpError';
import type { FrameLayout } from './locateFrames';
import { locateFrames } from './locateFrames';
import { NotDicomError, type Identity } from './NotDicomError';
import { parseElements } from './parseElements';
import { parseInstance, parseMetadata, type ParsedInstance } from './parseInstance';
import { readBulkData } from './readBulkData';
import { readFrames } from './readFrames';
import { readHeaderFromFile } from './readHeaderFromFile';
import type { RenderOptions } from './renderFrame';

/** The outcome of a task. Errors lose their class between threads, so they are told as values. */
export type Outcome<T> =
  { value: T } | { refusal: string; status?: number; identity?: Identity; isDicomError: boolean };

/** The tasks by name; all that understands the content of DICOM files runs in them. */
export const parserTasks = {
  /** Checks a received file and reads its header. The bytes return to the caller. */
  parse: (bytes: ArrayBuffer) =>
    outcomeOf<{ instance: ParsedInstance; bytes: ArrayBuffer }>(
      () => ({ instance: parseInstance(new Uint8Array(bytes)), bytes }),
      () => [bytes],
    ),
  header: (file: string) => outcomeOf<ParsedInstance>(() => readHeaderFromFile(file)),
  metadata: (file: string) => outcomeOf<DicomJson>(async () => parseMetadata(await readFile(file))),
  frames: (file: string, stored: { transferSyntaxUID: string }) =>
    outcomeOf<FrameLayout>(async () => {
      const layout = locateFrames(parseElements(await readFile(file)).dataset, stored);
      if (layout === undefined) throw new HttpError(404, 'This instance has no pixel data.');
      return layout;
    }),
  frame: (file: string, number: number) =>
    outcomeOf<Uint8Array>(async () => readFrames(parseElements(await readFile(file)).dataset).read(number)),
  render: (file: string, options: RenderOptions) =>
    outcomeOf<Uint8Array>(async () => {
      // Loaded when needed, because its decoders double the time that a thread takes to start.
      const { renderFrame } = await import('./renderFrame');
      return renderFrame(await readFile(file), options);
    }),
  bulkData: (file: string, path: string) =>
    outcomeOf<Uint8Array>(async () => readBulkData(await readFile(file), path)),
};

async function outcomeOf<T>(
  task: () => T | Promise<T>,
  transferred: (value: T) => ArrayBuffer[] = () => [],
): Promise<Outcome<T>> {
  try {
    const value = await task();
    return new Transfer({ value }, transferred(value)) as unknown as Outcome<T>;
  } catch (error) {
    const { message, statusCode: status, identity } = error as Partial<HttpError & NotDicomError>;
    const isDicomError = error instanceof NotDicomError;
    return { refusal: message ?? String(error), status, identity, isDicomError };
  }
}
