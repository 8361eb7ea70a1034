import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { compareStored } from '../../src/dicom/compareStored';
import type { WrittenSeg } from '../../src/dicom/writeSeg';
import type { Archive, Place } from '../dicomweb/Archive';
import { ArchiveError } from '../dicomweb/ArchiveError';
import { toArrayBuffer } from '../files/readBytes';
import { writeFileAtomically } from '../files/writeFileAtomically';

/** Waiting times before each look, ms: some archives index objects in the background. */
const PAUSES_MS = [0, 200, 1000, 3000];

/**
 * Stores the DICOM SEGs of a study. Those that an earlier attempt has stored are left as they are; each
 * is there as a whole or not at all.
 *
 * @param folder where to write them, in a folder for each study; undefined to store them in the archive and
 *   read them back for comparison, because an archive may report success and still discard an object
 * @throws ArchiveError when the archive does not return what it was sent
 */
export async function storeSegs(
  archive: Archive,
  segs: readonly WrittenSeg[],
  folder: string | undefined,
): Promise<void> {
  if (folder !== undefined) return writeSegs(segs, folder);
  const missing: WrittenSeg[] = [];
  for (const seg of segs) {
    if (!(await archive.retrieveInstance(placeOf(seg)))) missing.push(seg);
  }
  if (missing.length === 0) return;
  await archive.store(
    missing[0].studyInstanceUID,
    missing.map(({ bytes }) => new Uint8Array(bytes)),
  );
  for (const seg of missing) await check(archive, seg);
}

async function writeSegs(segs: readonly WrittenSeg[], folder: string): Promise<void> {
  for (const { studyInstanceUID, sopInstanceUID, bytes } of segs) {
    const target = path.join(folder, studyInstanceUID);
    await mkdir(target, { recursive: true });
    await writeFileAtomically(path.join(target, `${sopInstanceUID}.dcm`), new Uint8Array(bytes));
  }
}

async function check(archive: Archive, seg: WrittenSeg): Promise<void> {
  let stored: Buffer | undefined;
  for (const pause of PAUSES_MS) {
    await wait(pause);
    stored = await archive.retrieveInstance(placeOf(seg));
    if (stored) break;
  }
  const difference = stored
    ? compareStored(seg.bytes, toArrayBuffer(stored))
    : 'it does not have them: it may have quarantined them';
  if (difference) throw new ArchiveError(`The archive accepted the masks, but ${difference}.`, 409);
}

function placeOf({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }: WrittenSeg): Place {
  return { study: studyInstanceUID, series: seriesInstanceUID, instance: sopInstanceUID };
}
