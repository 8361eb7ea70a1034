import { LRUCache } from 'lru-cache';
import type { Dirent } from 'node:fs';
import { access, constants, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLayout } from './locateFrames';
import { NotDicomError } from './NotDicomError';
import { Parser } from './Parser';
import type { ParsedInstance } from './parseInstance';
import { syncDirectory, temporarySuffix, writeFileAtomically } from '../../cli/files/writeFileAtomically';

/** A stored instance and the path of its file. */
export interface StoredInstance extends ParsedInstance {
  file: string;
}

/** The archive already contains this instance with different content. */
export class DuplicateInstanceError extends Error {}

/** The instance belongs to another study than the request names. */
export class MismatchError extends Error {}

/** Nothing can be stored; the message says why. */
export class ReadOnlyError extends Error {}

/** A part of the archive; a missing UID means all of that level. */
export interface Scope {
  studyUID?: string;
  seriesUID?: string;
  instanceUID?: string;
}

/** Instances by their UIDs. */
type Series = Map<string, StoredInstance>;

/**
 * DICOM files in a folder, one per instance: `study UID/series UID/instance UID.dcm`. The index in memory is
 * rebuilt from the folder at each start, so that it always agrees with the files.
 */
export class Archive {
  /** Increases with each instance; what was computed from the index before is then out of date. */
  version = 0;
  private readonly studies = new Map<string, Map<string, Series>>();
  /** Stores run one after another, because two of the same instance would race. */
  private lastStore: Promise<unknown> = Promise.resolve();
  /** Why nothing can be stored any more. */
  private obstacle: string | undefined;
  private readonly layouts = new LRUCache<string, FrameLayout>({ max: 50 });

  private constructor(
    private readonly directory: string,
    /** Reads the content of files, in threads of its own. */
    readonly parser: Parser,
  ) {}

  /**
   * Opens the archive in a folder (created if missing), removes leftovers of interrupted stores, and indexes
   * the files. Files that cannot be read are named and left out.
   *
   * @throws an Error with a message for the user when the folder cannot be created or read
   */
  static async open(
    directory: string,
    say: (message: string) => void = () => undefined,
    parser = new Parser(),
  ): Promise<Archive> {
    try {
      await mkdir(directory, { recursive: true });
      await access(directory, constants.R_OK);
    } catch (error) {
      throw new Error(`The archive folder ${directory} cannot be used: ${(error as Error).message}`);
    }
    const archive = new Archive(directory, parser);
    try {
      await archive.index(await archive.scan(directory), say);
    } catch (error) {
      await parser.close();
      throw error;
    }
    return archive;
  }

  /** Ends the threads of the archive. What was stored is on the disk already. */
  close(): Promise<void> {
    return this.parser.close();
  }

  /** From now on nothing is stored; reading goes on. */
  stopStoring(reason: string): void {
    this.obstacle = reason;
  }

  /** The series within a scope, each with all its instances. */
  findSeries({ studyUID, seriesUID }: Scope = {}): Series[] {
    return pick(this.studies, studyUID).flatMap((study) => pick(study, seriesUID));
  }

  /** All instances within a scope. */
  find(scope: Scope = {}): StoredInstance[] {
    return this.findSeries(scope).flatMap((series) => pick(series, scope.instanceUID));
  }

  /** The bytes of a stored instance, exactly as they were stored. */
  read(instance: StoredInstance): Promise<Buffer> {
    return readFile(instance.file);
  }

  /** Where the frames of a stored instance are in its file. */
  async framesOf(instance: StoredInstance): Promise<FrameLayout> {
    const { file, transferSyntaxUID } = instance;
    const known = instance.frames ?? this.layouts.get(file);
    if (known !== undefined) return known;
    const layout = await this.parser.run('frames', [file, { transferSyntaxUID }]);
    this.layouts.set(file, layout);
    return layout;
  }

  /**
   * Stores a DICOM file durably: once this resolves, the file survives a crash. Storing the same bytes again
   * has no effect.
   *
   * @param bytes moved to a worker thread and not usable afterwards if they fill a buffer of their own
   * @param studyUID the study that the instance must belong to
   * @throws NotDicomError when the bytes are not a complete DICOM file with all required UIDs
   * @throws ReadOnlyError after {@link stopStoring}
   * @throws MismatchError when the instance belongs to another study
   * @throws DuplicateInstanceError when there is an instance with these UIDs but different content
   * @throws a system error (ENOSPC, EROFS, EACCES ...) when the file cannot be written
   */
  async store(bytes: Uint8Array, studyUID?: string): Promise<StoredInstance> {
    if (bytes.length === 0) throw new NotDicomError('It is empty.');
    const isOwn = bytes.byteLength === bytes.buffer.byteLength;
    const buffer = (isOwn ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer;
    const parsed = await this.parser.run('parse', [buffer], [buffer]);
    if (studyUID !== undefined && parsed.instance.studyUID !== studyUID)
      throw new MismatchError('The instance belongs to another study than the URL names.');
    const stored = this.lastStore.then(() => this.write(parsed.instance, new Uint8Array(parsed.bytes)));
    this.lastStore = stored.catch(() => undefined);
    return stored;
  }

  private async write(parsed: ParsedInstance, bytes: Uint8Array): Promise<StoredInstance> {
    if (this.obstacle !== undefined) throw new ReadOnlyError(this.obstacle);
    const [present] = this.find(parsed);
    if (present !== undefined) {
      if ((await this.read(present)).equals(bytes)) return present;
      throw new DuplicateInstanceError(
        'An instance with this SOP Instance UID and other content is stored already.',
      );
    }
    const study = path.join(this.directory, parsed.studyUID);
    const series = path.join(study, parsed.seriesUID);
    if ((await mkdir(series, { recursive: true })) !== undefined) {
      await syncDirectory(study);
      await syncDirectory(this.directory);
    }
    const file = path.join(series, `${parsed.instanceUID}.dcm`);
    await writeFileAtomically(file, bytes);
    const instance = { ...parsed, file };
    this.add(instance);
    return instance;
  }

  private add(instance: StoredInstance): void {
    const series = getOrAdd(this.studies, instance.studyUID, () => new Map());
    const instances = getOrAdd(series, instance.seriesUID, () => new Map());
    instances.set(instance.instanceUID, instance);
    this.version += 1;
  }

  /** The paths of all instances below a folder. */
  private async scan(directory: string): Promise<string[]> {
    const entries: Dirent[] = await readdir(directory, { withFileTypes: true });
    const files: string[] = [];
    for (const entry of entries) {
      const location = path.join(directory, entry.name);
      if (entry.isDirectory()) files.push(...(await this.scan(location)));
      else if (entry.name.endsWith(temporarySuffix)) await removeLeftover(location);
      else if (entry.name.endsWith('.dcm')) files.push(location);
    }
    return files;
  }

  private async index(files: string[], say: (message: string) => void): Promise<void> {
    const rest = files.values();
    const indexRest = async () => {
      for (const file of rest) {
        try {
          this.add({ ...(await this.parser.run('header', [file])), file });
        } catch (error) {
          say(`Left out ${file}: ${(error as Error).message}`);
        }
      }
    };
    await Promise.all(Array.from({ length: this.parser.threads }, indexRest));
  }
}

/**
 * Removes a leftover file. In a read-only archive it stays, which is harmless: leftovers are never indexed.
 */
async function removeLeftover(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}

function pick<T>(map: Map<string, T>, key: string | undefined): T[] {
  if (key === undefined) return [...map.values()];
  const value = map.get(key);
  return value === undefined ? [] : [value];
}

function getOrAdd<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
