/**
 * Identifies what was opened together: the Study Instance UIDs, whatever their order.
 *
 * @throws Error when there is none
 */
export function studyKey(studyInstanceUIDs: readonly string[]): string {
  const uids = [...new Set(studyInstanceUIDs.map((uid) => uid.trim()).filter(Boolean))].sort();
  if (uids.length === 0) throw new Error('studyKey: there is no Study Instance UID');
  return uids.join('\\');
}
