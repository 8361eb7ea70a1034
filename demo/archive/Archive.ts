import type { Dirent } from 'node:fs';
import { access, constants, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkComplete, parseInstance, type ParsedInstance } from './parseInstance';
import { readHeaderFromFile } from './readHeaderFromFile';
import { syncDirectory, temporarySuffix, writeFileAtomically } from './writeFileAtomically';

/** A stored instance and the path of its file. */
export interface StoredInstance extends ParsedInstance {
  file: string;
}

/** The archive already contains this instance with different content. */
export class DuplicateInstanceError extends Error {}

/** A part of the archive; a missing UID means all of that level. */
export interface Scope {
  studyUID?: string;
  seriesUID?: string;
  instanceUID?: string;
}

/**
 * DICOM files in a folder, one per instance: `study UID/series UID/instance UID.dcm`. The index in memory is
 * rebuilt from the folder at each start, so that it always agrees with the files.
 */
export class Archive {
  private readonly studies = new Map<string, Map<string, Map<string, StoredInstance>>>();
  /** Stores run one after another, because two of the same instance would race. */
  private lastStore: Promise<unknown> = Promise.resolve();

  private constructor(private readonly directory: string) {}

  /**
   * Opens the archive in a folder (created if missing), removes leftovers of interrupted stores, and indexes
   * the files.
   *
   * @throws an Error with a message for the user when the folder cannot be created or read
   */
  static async open(directory: string, say: (message: string) => void = () => undefined): Promise<Archive> {
    try {
      await mkdir(directory, { recursive: true });
      await access(directory, constants.R_OK);
    } catch (error) {
      throw new Error(`The archive folder ${directory} cannot be used: ${(error as Error).message}`);
    }
    const archive = new Archive(directory);
    await archive.scan(directory, say);
    return archive;
  }

  /** All instances within a scope. */
  find(scope: Scope = {}): StoredInstance[] {
    const found: StoredInstance[] = [];
    for (const series of pick(this.studies, scope.studyUID)) {
      for (const instances of pick(series, scope.seriesUID))
        found.push(...pick(instances, scope.instanceUID));
    }
    return found;
  }

  /** The bytes of a stored instance, exactly as they were stored. */
  read(instance: StoredInstance): Promise<Buffer> {
    return readFile(instance.file);
  }

  /**
   * Stores a DICOM file durably: once this resolves, the file survives a crash. Storing the same bytes again
   * has no effect.
   *
   * @throws NotDicomError when the bytes are not a complete DICOM file with all required UIDs
   * @throws DuplicateInstanceError when there is an instance with these UIDs but different content
   * @throws a system error (ENOSPC, EROFS, EACCES ...) when the file cannot be written
   */
  async store(bytes: Uint8Array): Promise<StoredInstance> {
    const parsed = parseInstance(bytes);
    checkComplete(bytes);
    const stored = this.lastStore.then(() => this.write(parsed, bytes));
    this.lastStore = stored.catch(() => undefined);
    return stored;
  }

  private async write(parsed: ParsedInstance, bytes: Uint8Array): Promise<StoredInstance> {
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
  }

  private async scan(directory: string, say: (message: string) => void): Promise<void> {
    const entries: Dirent[] = await readdir(directory, { withFileTypes: true });
    for (const entry of entries) {
      const location = path.join(directory, entry.name);
      if (entry.isDirectory()) await this.scan(location, say);
      else if (entry.name.endsWith(temporarySuffix)) await removeLeftover(location);
      else if (entry.name.endsWith('.dcm')) await this.index(location, say);
    }
  }

  private async index(file: string, say: (message: string) => void): Promise<void> {
    try {
      this.add({ ...(await readHeaderFromFile(file)), file });
    } catch (error) {
      say(`Left out ${file}: ${(error as Error).message}`);
    }
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
