import { textOf, type DicomJson } from '../../demo/archive/dicomJson';

/** The first failure that the answer to a store request names. */
export async function storeFailure(
  answer: Response,
): Promise<{ reason: unknown; comment: string; instanceUID: string }> {
  const [failure] = ((await answer.json()) as DicomJson)['00081198'].Value as DicomJson[];
  return {
    reason: failure['00081197'].Value?.[0],
    comment: textOf(failure, '00000902'),
    instanceUID: textOf(failure, '00081155'),
  };
}
