import type { Vector3 } from '../../../src/data/Image';
import { pixelToPatient } from '../../../src/data/patientSpace';
import { collectMasks, type CollectedMasks, type DrawnMask, type MaskLayer } from '../adapters/collectMasks';
import { imageIdsOf } from '../adapters/imageIdsOf';
import { listSeries, tickSeries } from '../adapters/listSeries';
import { Pacer } from '../adapters/Pacer';
import { misreadSeg } from '../adapters/misreadSeg';
import { paintThumbnail } from '../adapters/paintThumbnail';
import type { PredictedMasks } from '../adapters/PredictedMasks';
import { readGeometry } from '../adapters/readGeometry';
import { imageNumberOf, readImage } from '../adapters/readImage';
import { ALGORITHM_NAME } from '../ohif/id';
import type { Ohif } from '../ohif/Ohif';
import type { OhifSegmentation } from '../ohif/types';
import { SegmentTable } from '../state/SegmentTable';
import type { ExampleInfo, SeriesInfo } from '../state/SessionState';
import { showMessage, type SessionStore } from './SessionStore';

/** Strokes come in quick succession; the study is looked over this long after the last one, ms. */
const QUIET_MS = 250;

/**
 * Keeps the list of examples equal to what the reader drew: looks over all masks of the study whenever one may have
 * changed. Holds the masks themselves, which are too large for the store.
 */
export class ExampleScanner {
  /** The masks that count, by image id: included or not. */
  masks: ReadonlyMap<string, DrawnMask> = new Map();
  private readonly table = new SegmentTable();
  private readonly excluded = new Set<string>();
  private readonly nothing = new Set<string>();
  private readonly tickedByReader = new Set<string>();
  private readonly warned = new Set<string>();
  private readonly thumbnailHashes = new Map<string, string>();
  private useResults = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private disposed = false;

  constructor(
    private readonly ohif: Ohif,
    private readonly store: SessionStore,
    private readonly predicted: PredictedMasks,
  ) {}

  /** Looks the study over soon. */
  schedule(): void {
    clearTimeout(this.timer);
    if (!this.disposed) this.timer = setTimeout(() => void this.scan(), QUIET_MS);
  }

  /** Looks the study over now; a request during a scan leads to one more. */
  async scan(): Promise<void> {
    clearTimeout(this.timer);
    this.again = true;
    this.running ??= this.scanUntilQuiet().finally(() => (this.running = undefined));
    return this.running;
  }

  setIncluded(imageId: string, included: boolean): void {
    if (included) this.excluded.delete(imageId);
    else this.excluded.add(imageId);
    this.store.setState(({ examples }) => ({
      examples: examples.map((example) => (example.imageId === imageId ? { ...example, included } : example)),
    }));
  }

  /** Marks an image as one without the structure, or takes the mark back. */
  async markNothing(imageId: string, marked: boolean): Promise<void> {
    if (marked) this.nothing.add(imageId);
    else this.nothing.delete(imageId);
    this.excluded.delete(imageId);
    await this.scan();
  }

  /** Whether SEGs that this extension stored earlier count as drawn once they are opened. */
  async setResultsUsed(used: boolean): Promise<void> {
    this.useResults = used;
    await this.scan();
  }

  /** Remembers that the reader chose this series (or not) for prediction. */
  setSeriesEnabled(displaySetUID: string, enabled: boolean): void {
    this.tickedByReader.add(displaySetUID);
    this.store.setState(({ series }) => ({
      series: series.map((entry) =>
        entry.displaySetUID === displaySetUID && entry.problem === '' ? { ...entry, enabled } : entry,
      ),
    }));
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  private async scanUntilQuiet(): Promise<void> {
    while (this.again && !this.disposed) {
      this.again = false;
      const series = listSeries(this.displaySets(), this.store.getState().series);
      this.warnOfMisreadSegs();
      const layers = [...this.drawnLayers(), ...(await this.predicted.corrections())];
      const collected = await collectMasks(this.ohif, layers, this.table);
      if (this.disposed) return;
      this.masks = collected.masks;
      const examples = this.listExamples(series, collected);
      const withExamples = new Set(examples.map(({ displaySetUID }) => displaySetUID));
      this.store.setState((state) => ({
        examples,
        segments: collected.segments,
        openedResults: { count: this.countOpenedResults(), used: this.useResults },
        // Listed anew: while the masks were read, prediction may have gone on and the reader may have ticked a series.
        series: tickSeries(listSeries(this.displaySets(), state.series), withExamples, this.tickedByReader),
      }));
      await this.paintThumbnails(series, examples, collected);
    }
  }

  private displaySets() {
    return this.ohif.services.displaySetService.getActiveDisplaySets();
  }

  /** All labelmaps but the machine's: not its present ones, and those that it stored earlier only if asked to. */
  private drawnLayers(): MaskLayer[] {
    return this.ohif.services.segmentationService
      .getSegmentations()
      .filter(({ segmentationId }) => !this.predicted.owns(segmentationId))
      .filter((segmentation) => this.useResults || !isMachineMade(segmentation))
      .map((segmentation) => ({ segmentation }));
  }

  private countOpenedResults(): number {
    return this.ohif.services.segmentationService
      .getSegmentations()
      .filter(({ segmentationId }) => !this.predicted.owns(segmentationId))
      .filter(isMachineMade).length;
  }

  /** An opened SEG that the viewer misreads would teach the networks shifted masks. */
  private warnOfMisreadSegs(): void {
    for (const { segmentationId } of this.ohif.services.segmentationService.getSegmentations()) {
      const displaySet = this.ohif.services.displaySetService.getDisplaySetByUID(segmentationId);
      const instance = displaySet?.instance ?? displaySet?.instances?.[0];
      if (displaySet?.Modality !== 'SEG' || !instance || this.warned.has(segmentationId)) continue;
      this.warned.add(segmentationId);
      const misread = misreadSeg(instance);
      if (!misread) continue;
      const text = `${misread} Do not train on the masks of "${displaySet.SeriesDescription ?? 'this SEG'}": exclude them.`;
      showMessage(this.store, { id: `misread-${segmentationId}`, kind: 'warning', text });
    }
  }

  private listExamples(series: readonly SeriesInfo[], { masks }: CollectedMasks): ExampleInfo[] {
    const examples: ExampleInfo[] = [];
    for (const displaySet of this.displaySets()) {
      const info = series.find(({ displaySetUID }) => displaySetUID === displaySet.displaySetInstanceUID);
      if (!info || info.problem) continue;
      for (const imageId of imageIdsOf(this.ohif, displaySet)) {
        const mask = masks.get(imageId);
        if (!mask && !this.nothing.has(imageId)) continue;
        const drawn = mask !== undefined && (mask.segments.length > 0 || !this.nothing.has(imageId));
        if (drawn) this.nothing.delete(imageId);
        examples.push({
          imageId,
          displaySetUID: info.displaySetUID,
          seriesNumber: info.number,
          seriesLabel: info.label,
          imageNumber: imageNumberOf(this.ohif, imageId),
          kind: !drawn || mask.segments.length === 0 ? 'nothing' : mask.corrected ? 'corrected' : 'drawn',
          included: !this.excluded.has(imageId),
          segments: mask?.segments ?? [],
          pixels: mask ? mask.rows * mask.columns : 0,
          maskHash: mask?.hash ?? 0,
        });
      }
    }
    return examples;
  }

  private async paintThumbnails(
    series: readonly SeriesInfo[],
    examples: readonly ExampleInfo[],
    { masks, segments }: CollectedMasks,
  ): Promise<void> {
    const pacer = new Pacer();
    const colours = segments.map(({ index, colour }) => `${index}:${colour.join()}`).join(' ');
    for (const example of examples) {
      const key = `${example.maskHash} ${colours}`;
      if (this.thumbnailHashes.get(example.imageId) === key) continue;
      const info = series.find(({ displaySetUID }) => displaySetUID === example.displaySetUID);
      if (!info || this.again || this.disposed) return;
      try {
        const image = await readImage(this.ohif, info, example.imageId);
        const mask = masks.get(example.imageId)?.labelmap ?? new Uint8Array(image.rows * image.columns);
        const url = paintThumbnail(image, mask, segments);
        this.store.setState(({ thumbnails }) => ({ thumbnails: { ...thumbnails, [example.imageId]: url } }));
      } catch {
        // The entry stays without a picture; training says what is wrong with the image.
      }
      this.thumbnailHashes.set(example.imageId, key);
      await pacer.pause();
    }
  }
}

/** A SEG that an earlier session stored holds predictions: it is a result, not an example. */
function isMachineMade({ segments }: OhifSegmentation): boolean {
  const present = Object.values(segments).filter((segment) => segment !== undefined);
  return (
    present.length > 0 &&
    present.every(({ algorithmName, cachedStats }) => {
      const name = algorithmName ?? cachedStats?.algorithmName ?? '';
      return name.split(' ').slice(0, 2).join(' ') === ALGORITHM_NAME.split(' ').slice(0, 2).join(' ');
    })
  );
}

/** Centre of a mask's foreground in patient space; undefined for an empty mask or an image without position. */
export function maskCentre(ohif: Ohif, { imageId, labelmap, columns }: DrawnMask): Vector3 | undefined {
  const geometry = readGeometry(ohif, imageId);
  if (!geometry) return undefined;
  let count = 0;
  let row = 0;
  let column = 0;
  for (let i = 0; i < labelmap.length; i++) {
    if (labelmap[i] === 0) continue;
    count++;
    row += Math.floor(i / columns);
    column += i % columns;
  }
  return count === 0 ? undefined : pixelToPatient(geometry, { row: row / count, column: column / count });
}
