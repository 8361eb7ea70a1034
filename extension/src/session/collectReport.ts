import { ALGORITHM_NAME } from '../ohif/id';
import type { Session } from './Session';

/** Maximum time to wait for a busy engine, ms. */
const PATIENCE_MS = 3000;

/**
 * Collects data for a bug report as JSON: computer, browser, versions, backend and self-test. It contains no
 * image, mask, name or identifier of the study; the page's URL is omitted because it contains one.
 */
export async function collectReport({ ohif, engine, store }: Session): Promise<string> {
  const { backend, training, prediction, preset, model } = store.getState();
  const report = {
    plugin: ALGORITHM_NAME,
    // OHIF does not expose its version; the version of its cornerstone identifies it.
    cornerstone: versionOf(() => ohif.cornerstone.version),
    userAgent: navigator.userAgent,
    crossOriginIsolated: globalThis.crossOriginIsolated ?? false,
    hardwareConcurrency: navigator.hardwareConcurrency,
    webgpu: 'gpu' in navigator,
    backend: backend ?? null,
    preset,
    training: { phase: training.phase, failed: training.failed, progress: steps(training.progress) },
    predicting: prediction.running,
    model: model ? { size: model.summary.size, backend: model.summary.backend } : null,
    engine: (await answerOf(engine.diagnostics())) ?? 'not running',
  };
  return JSON.stringify(report, undefined, 2);
}

const steps = (progress?: { stage: string; step: number; steps: number }) =>
  progress ? `${progress.stage} ${progress.step} of ${progress.steps}` : null;

function versionOf(read: () => string): string {
  try {
    return read() ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/**
 * The engine's answer, or the error message if there is none: an unresponsive engine is also worth reporting.
 */
async function answerOf<T>(answer: Promise<T>): Promise<T | string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PATIENCE_MS} ms`), PATIENCE_MS);
  });
  const answered = answer.catch((error: unknown) => (error instanceof Error ? error.message : `${error}`));
  return Promise.race([answered, silence]).finally(() => clearTimeout(timer));
}
