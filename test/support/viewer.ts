/**
 * Page helpers for tests with the real viewer in a real Chromium. They access cornerstone and OHIF's services
 * through the handles that OHIF's cornerstone extension sets on `window`.
 */
import { chromium, type Browser, type Page } from 'playwright-core';

/**
 * Flags for headless Debian Chromium: software WebGL 2, software WebGPU, and no network requests by the
 * browser itself.
 */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A position on an image's own pixel grid; integers are pixel centres. */
export interface ImagePoint {
  column: number;
  row: number;
}

/** One slice of a segmentation. */
export interface LabelmapSlice {
  /** SOP Instance UID of its image. */
  sopInstanceUID: string;
  /** Patient coordinates of the image's first pixel, mm. */
  position: [number, number, number];
  rows: number;
  columns: number;
  values: Uint8Array;
}

export interface ReadSegmentation {
  segmentationId: string;
  label: string;
  segments: { index: number; name: string }[];
  /** Only slices with foreground, unless `all` is set. */
  slices: LabelmapSlice[];
}

/** Starts Debian's Chromium, or the one in the environment variable `CHROMIUM`. */
export function launchChromium(flags: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...CHROMIUM_FLAGS, ...flags],
  });
}

export interface OpenStudyOptions {
  studyDescription: string;
  /** Query parameters for the viewer, e.g. `{ fewShotBackend: 'wasm' }`. */
  params?: Record<string, string>;
  /** DICOMweb root below the server's URL. */
  dicomweb?: string;
}

/** Opens a study in the few-shot mode and waits for an image and the panel. */
export async function openStudy(
  page: Page,
  url: string,
  { studyDescription, params = {}, dicomweb = 'dicomweb' }: OpenStudyOptions,
): Promise<string> {
  const studyUID = await findStudy(new URL(dicomweb, url).href, studyDescription);
  const query = new URLSearchParams({ StudyInstanceUIDs: studyUID, ...params });
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

/** Waits until the active viewport shows an image. */
async function waitForImages(page: Page, timeout = 60_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const { services } = window as unknown as TestWindow;
      const id = services?.viewportGridService.getActiveViewportId();
      const viewport = id && services.cornerstoneViewportService.getCornerstoneViewport(id);
      const imageId = viewport && viewport.getCurrentImageId?.();
      return Boolean(imageId && (window as unknown as TestWindow).cornerstone.cache.getImage(imageId));
    },
    undefined,
    { timeout },
  );
  await page.waitForTimeout(300);
}

/** Opens a series (image or SEG) in the active viewport, by its description. */
export async function openSeries(page: Page, description: string): Promise<void> {
  await page.evaluate((wanted) => {
    const { services } = window as unknown as TestWindow;
    const displaySet = services.displaySetService
      .getActiveDisplaySets()
      .find((entry) => entry.SeriesDescription === wanted && !entry.segmentationId);
    if (!displaySet) throw new Error(`There is no series "${wanted}".`);
    services.viewportGridService.setDisplaySetsForViewport({
      viewportId: services.viewportGridService.getActiveViewportId() as string,
      displaySetInstanceUIDs: [displaySet.displaySetInstanceUID],
    });
  }, description);
  await waitForImages(page);
}

/** Opens a SEG as a user does: by a double click in the series list, then "Yes" to the viewer's question. */
export async function openSegmentation(page: Page, description: string): Promise<string> {
  await page
    .locator('[data-cy="study-browser-thumbnail-no-image"]')
    .filter({ hasText: description.slice(0, 18) })
    .first()
    .dblclick();
  await page.locator('[data-cy="yes-hydrate-btn"]').click({ timeout: 60_000 });
  await page.locator('[data-cy="yes-hydrate-btn"]').waitFor({ state: 'detached' });
  const id = await page.waitForFunction((wanted) => {
    const { services } = window as unknown as TestWindow;
    const viewportId = services.viewportGridService.getActiveViewportId() as string;
    const displaySet = services.displaySetService
      .getActiveDisplaySets()
      .find((entry) => entry.SeriesDescription === wanted && !entry.segmentationId);
    const shown = services.segmentationService.getSegmentationRepresentations(viewportId);
    return (
      shown.some(({ segmentationId }) => segmentationId === displaySet?.displaySetInstanceUID) &&
      displaySet?.displaySetInstanceUID
    );
  }, description);
  await waitForImages(page);
  return String(await id.jsonValue());
}

/** Shows the image with this index (in the viewport's order) in the active viewport. */
export async function showImage(page: Page, imageIndex: number): Promise<void> {
  await page.evaluate(async (index) => {
    const { services, cornerstone } = window as unknown as TestWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
    await cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex: index });
  }, imageIndex);
  await waitForImages(page);
}

/** Selects the brush by the panel's button and sets its radius in mm. */
export async function selectBrush(page: Page, radiusMm = 4): Promise<void> {
  await page.locator('[data-cy="few-shot-brush"]').click();
  await page.waitForFunction(() => {
    const { services } = window as unknown as TestWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const group = services.toolGroupService.getToolGroupForViewport(id);
    return (
      group?.getActivePrimaryMouseButtonTool() === 'CircularBrush' &&
      services.segmentationService.getSegmentationRepresentations(id).length > 0
    );
  });
  await page.evaluate((radius) => {
    (window as unknown as TestWindow).commandsManager.runCommand('setBrushSize', {
      value: radius,
      toolNames: ['CircularBrush', 'CircularEraser'],
    });
  }, radiusMm);
}

/** Converts points on the active viewport's image to positions on the page, in CSS pixels. */
function pageCoordinates(page: Page, points: readonly ImagePoint[]): Promise<{ x: number; y: number }[]> {
  return page.evaluate((imagePoints) => {
    const { services, cornerstone } = window as unknown as TestWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
    const imageId = viewport.getCurrentImageId?.() as string;
    const rectangle = viewport.element.getBoundingClientRect();
    return imagePoints.map(({ column, row }) => {
      const world = cornerstone.utilities.imageToWorldCoords(imageId, [column, row]);
      const [x, y] = viewport.worldToCanvas(world);
      return { x: rectangle.left + x, y: rectangle.top + y };
    });
  }, points as ImagePoint[]);
}

/** Paints with the active tool: each stroke is a real mouse drag through its points. */
export async function paintStrokes(page: Page, strokes: readonly (readonly ImagePoint[])[]): Promise<void> {
  for (const stroke of strokes) {
    const [first, ...rest] = await pageCoordinates(page, stroke);
    await page.mouse.move(first.x, first.y);
    await page.mouse.down();
    for (const { x, y } of rest) await page.mouse.move(x, y, { steps: 2 });
    await page.mouse.up();
    await page.waitForTimeout(50);
  }
}

/** Reads all labelmap segmentations in the viewer with their voxels. */
export async function readLabelmaps(page: Page, { all = false } = {}): Promise<ReadSegmentation[]> {
  const read = await page.evaluate((everySlice) => {
    const { services, cornerstone, cornerstoneTools } = window as unknown as TestWindow;
    return services.segmentationService.getSegmentations().map((segmentation) => {
      const ids = cornerstoneTools.segmentation.getLabelmapImageIds(segmentation.segmentationId) ?? [];
      const slices = ids.flatMap((labelmapImageId) => {
        const image = cornerstone.cache.getImage(labelmapImageId);
        const values = Uint8Array.from(image.voxelManager.getScalarData());
        if (!everySlice && !values.some((value) => value > 0)) return [];
        const instance = cornerstone.metaData.get('instance', image.referencedImageId);
        const plane = cornerstone.metaData.get('imagePlaneModule', image.referencedImageId);
        let binary = '';
        for (let i = 0; i < values.length; i += 0x8000) {
          binary += String.fromCharCode(...values.subarray(i, i + 0x8000));
        }
        return [
          {
            sopInstanceUID: instance.SOPInstanceUID,
            position: Array.from(plane.imagePositionPatient) as [number, number, number],
            rows: image.rows,
            columns: image.columns,
            base64: btoa(binary),
          },
        ];
      });
      return {
        segmentationId: segmentation.segmentationId,
        label: segmentation.label ?? '',
        segments: Object.values(segmentation.segments)
          .filter(Boolean)
          .map((segment) => ({ index: segment.segmentIndex, name: segment.label })),
        slices,
      };
    });
  }, all);
  return read.map(({ slices, ...rest }) => ({
    ...rest,
    slices: slices.map(({ base64, ...slice }) => ({
      ...slice,
      values: new Uint8Array(Buffer.from(base64, 'base64')),
    })),
  }));
}

/** Finds a control of the panel by the end of its data-cy name, e.g. `train` or `series-2-enabled`. */
export function panelControl(page: Page, name: string) {
  return page.locator(`[data-cy="few-shot-${name}"]`);
}

/** Waits until neither training nor prediction is running; fails if the panel shows an error message. */
export async function waitUntilPredicted(page: Page, timeout: number): Promise<void> {
  await page.waitForFunction(
    () => {
      if (document.querySelector('[data-cy="few-shot-message"][data-kind="error"]')) return true;
      const report = document.querySelector('[data-cy="few-shot-report"]');
      const rows = [...document.querySelectorAll('[data-cy^="few-shot-series-"][data-stage]')];
      const running = document.querySelector('[data-cy="few-shot-prediction-status"][data-running="true"]');
      const ticked = rows.filter((row) => row.querySelector<HTMLInputElement>('input')?.checked);
      return (
        report?.getAttribute('data-phase') === 'idle' &&
        !running &&
        ticked.length > 0 &&
        ticked.every((row) => row.getAttribute('data-stage') === 'done')
      );
    },
    undefined,
    { timeout, polling: 250 },
  );
  const errors = await page
    .locator('[data-cy="few-shot-message"][data-kind="error"] .fss-message-text')
    .allInnerTexts();
  if (errors.length > 0) throw new Error(`The panel reports: ${errors.join(' | ')}`);
}

/** The members of OHIF and cornerstone that these helpers use inside the page. */
interface TestWindow {
  services: {
    displaySetService: { getActiveDisplaySets(): TestDisplaySet[] };
    viewportGridService: {
      getActiveViewportId(): string | null;
      setDisplaySetsForViewport(props: { viewportId: string; displaySetInstanceUIDs: string[] }): void;
    };
    cornerstoneViewportService: { getCornerstoneViewport(id: string): TestViewport };
    segmentationService: {
      getSegmentations(): {
        segmentationId: string;
        label?: string;
        segments: Record<string, { segmentIndex: number; label: string }>;
      }[];
      getSegmentationRepresentations(viewportId: string): { segmentationId: string }[];
    };
    toolGroupService: {
      getToolGroupForViewport(id: string): { getActivePrimaryMouseButtonTool(): string } | undefined;
    };
  };
  commandsManager: { runCommand(name: string, options?: object): unknown };
  cornerstone: {
    cache: {
      getImage(id: string): {
        rows: number;
        columns: number;
        referencedImageId: string;
        voxelManager: { getScalarData(): ArrayLike<number> };
      };
    };
    metaData: {
      get(
        module: string,
        imageId: string,
      ): { SOPInstanceUID: string; imagePositionPatient: ArrayLike<number> };
    };
    utilities: {
      jumpToSlice(element: HTMLElement, options: { imageIndex: number }): Promise<void>;
      imageToWorldCoords(imageId: string, point: [number, number]): [number, number, number];
    };
  };
  cornerstoneTools: { segmentation: { getLabelmapImageIds(id: string): string[] } };
}

interface TestDisplaySet {
  displaySetInstanceUID: string;
  SeriesDescription?: string;
  segmentationId?: string;
}

interface TestViewport {
  element: HTMLElement;
  getCurrentImageId?(): string | undefined;
  getCurrentImageIdIndex(): number;
  worldToCanvas(point: [number, number, number]): [number, number];
}
