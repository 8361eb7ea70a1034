import type { Page } from 'playwright-core';
import type { TrainingPlan } from '../../../src/learning/presets';
import { waitForImages } from './waitForImages';

export interface OpenStudyOptions {
  /** Ignored if its Study Instance UID is given. */
  studyDescription?: string;
  studyUID?: string;
  backend: 'wasm' | 'webgpu';
  /** Members of the training plan to replace. */
  overrides?: Partial<TrainingPlan>;
  /** SOP Instance UID of stored masks that the address names for review. */
  review?: string;
}

/** Opens a study in the few-shot mode and waits for an image and the panel. */
export async function openStudy(
  page: Page,
  url: string,
  { studyDescription = '', studyUID: known, backend, overrides, review }: OpenStudyOptions,
): Promise<string> {
  const studyUID = known ?? (await findStudy(new URL('dicomweb', url).href, studyDescription));
  const query = new URLSearchParams({ StudyInstanceUIDs: studyUID, fewShotBackend: backend });
  // The tour for first use would cover the viewer.
  await page.addInitScript(() => localStorage.setItem('shownTours', '["fewShotTour"]'));
  if (overrides) query.set('fewShotOverrides', JSON.stringify(overrides));
  if (review) query.set('fewShotReview', review);
  await page.goto(new URL(`few-shot-segment?${query}`, url).href);
  await page.locator('[data-cy="few-shot-panel"]').waitFor({ timeout: 60_000 });
  await waitForImages(page);
  return studyUID;
}

/** Study Instance UID of the study with this description. */
async function findStudy(dicomwebRoot: string, studyDescription: string): Promise<string> {
  const answer = await fetch(`${dicomwebRoot}/studies?includefield=00081030`, {
    headers: { Accept: 'application/dicom+json' },
  });
  const studies = (await answer.json()) as Record<string, { Value?: unknown[] }>[];
  const study = studies.find((entry) => entry['00081030']?.Value?.[0] === studyDescription);
  if (!study) throw new Error(`The archive has no study "${studyDescription}".`);
  return String(study['0020000D'].Value?.[0]);
}
