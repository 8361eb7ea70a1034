/** Tags of a STOW-RS answer: Failed SOP Sequence, Failure Reason, Referenced SOP Instance UID. */
const FAILED = '00081198';
const REASON = '00081197';
const INSTANCE = '00081155';

/** Failure reasons of PS3.18 annex I that have a remedy. */
const MEANING: Record<number, string> = {
  0x0110: 'processing failure',
  0x0122: 'it does not take objects of this class',
  0xa700: 'it is out of space',
  0xc000: 'it cannot understand the object',
};

interface Item {
  [tag: string]: { Value?: unknown[] } | undefined;
}

/**
 * What an archive says against objects that it was to store.
 *
 * @param answer body of the answer, DICOM JSON
 * @returns undefined when it stored all of them
 */
export function storeProblem(answer: string): string | undefined {
  let failed: Item[];
  try {
    failed = (JSON.parse(answer) as Item)[FAILED]?.Value as Item[];
  } catch {
    return undefined;
  }
  if (!Array.isArray(failed) || failed.length === 0) return undefined;
  return failed
    .map((item) => {
      const code = Number(item[REASON]?.Value?.[0]);
      const why = MEANING[code] ?? `reason ${code.toString(16).padStart(4, '0')}`;
      return `${String(item[INSTANCE]?.Value?.[0])}: ${why}`;
    })
    .join('; ');
}
