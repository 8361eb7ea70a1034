import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import { collectMasks, type CollectedMasks, type MaskLayer } from '../adapters/collectMasks';
import { listSeries, tickSeries } from '../adapters/listSeries';
import { PackCache } from '../adapters/PackCache';
import type { PredictedMasks } from '../adapters/PredictedMasks';
import { canReject } from '../adapters/rejectSeries';
import type { ImportedMasks } from '../adapters/ImportedMasks';
import { hasStored, storedResults } from '../adapters/storedResults';
import type { RestoredMasks } from '../adapters/RestoredMasks';
import { StrayStrokes } from '../adapters/StrayStrokes';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import { voxelSize } from '../adapters/voxelSize';
import type { OhifSegmentation } from '../ohif/types';
import { SessionError } from '../state/SessionError';
import type { Rgb, SeriesInfo } from '../state/SessionState';
import { OpenedSegs } from '../adapters/OpenedSegs';
import { describeMaskObjects } from './describeMaskObjects';
import { renderImages } from './renderImages';
import { ReviewProjector } from './ReviewProjector';
import { scanActions } from './scanActions';
import { SegmentNames } from './SegmentNames';
import { showMessage, type SessionStore } from './SessionStore';
import { Thumbnails } from './Thumbnails';

/** Delay between the last stroke and reading the viewer's masks, ms; strokes come in quick succession. */
const QUIET_MS = 250;
/** Colour of a segment that no segmentation shows any more. */
const FALLBACK_COLOUR: Rgb = [221, 84, 84];

/**
 * Keeps the review in step with the viewer's segmentations, and the panel in step with the review. Compares
 * all masks of the study, in short tasks, whenever one may have changed; only changed ones are packed and
 * shown again.
 */
export class ExampleScanner {
  private readonly colours: CollectedMasks['colours'] = new Map();
  private readonly tickedByReader = new Set<string>();
  private readonly warned = new Set<string>();
  private readonly packed = new PackCache();
  private readonly opened: OpenedSegs;
  private readonly strays: StrayStrokes;
  private readonly projector: ReviewProjector;
  private readonly thumbnails: Thumbnails;
  /** The names of the study's segments. */
  readonly names: SegmentNames;
  private readonly unsubscribe: () => void;
  /** Called before each scan; restores the work of an earlier visit, which the scan must find. */
  beforeScan: () => Promise<void> = async () => undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private disposed = false;

  constructor(
    private readonly index: ViewerIndex,
    private readonly store: SessionStore,
    private readonly review: ReviewStore,
    private readonly predicted: PredictedMasks,
    restored: RestoredMasks,
    private readonly imported: ImportedMasks,
  ) {
    this.opened = new OpenedSegs(index.ohif, index, this.packed, restored, imported);
    this.strays = new StrayStrokes(review, predicted);
    this.projector = new ReviewProjector(
      index,
      (segment) => this.colourOf(segment),
      (id) => voxelSize(index, id),
    );
    this.thumbnails = new Thumbnails(index, store, review);
    this.names = new SegmentNames(index.ohif, store, review, predicted);
    this.unsubscribe = review.subscribe(({ keys }) => this.project(keys));
  }

  /** Schedules a scan after a short delay. */
  schedule(): void {
    clearTimeout(this.timer);
    if (!this.disposed) this.timer = setTimeout(() => void this.scan(), QUIET_MS);
  }

  /** Scans now; a request during a scan triggers another one. */
  async scan(): Promise<void> {
    clearTimeout(this.timer);
    this.again = true;
    this.running ??= this.scanUntilQuiet().finally(() => (this.running = undefined));
    return this.running;
  }

  /** Includes an example in training, or excludes it. */
  setIncluded(key: ImageKey, included: boolean): void {
    this.review.dispatch({ type: 'trainingSet', keys: [key], training: included ? 'included' : 'excluded' });
    void renderImages(this.predicted, new Set([key]));
  }

  /**
   * Marks an image as one without the structure, or removes the mark.
   *
   * @throws SessionError when the image's size is unknown
   */
  async markNothing(key: ImageKey, marked: boolean): Promise<void> {
    if (marked) {
      const size = this.index.sizeOf(key);
      const seriesId = this.index.seriesUidOf(key);
      if (!size || seriesId === undefined) {
        throw new SessionError('This image could not be read. Open it in the viewer first.');
      }
      const { rows, columns } = size;
      const mask = { rows, columns, runs: [0, rows * columns] };
      this.review.dispatch({ type: 'markedNegative', key, seriesId, mask });
    } else {
      this.review.dispatch({ type: 'unmarkedNegative', key });
    }
    await renderImages(this.predicted, new Set([key]));
    await this.scan();
  }

  /** Sets whether unreviewed masks of SEGs that this extension stored earlier count as examples. */
  async setResultsUsed(used: boolean): Promise<void> {
    this.opened.resultsUsed = used;
    await this.scan();
  }

  /** Records whether the reader chose this series for prediction. */
  setSeriesEnabled(id: string, enabled: boolean): void {
    this.tickedByReader.add(id);
    this.store.setState(({ series }) => ({
      series: series.map((entry) =>
        entry.id === id && entry.problem === '' ? { ...entry, enabled } : entry,
      ),
    }));
  }

  /** Whether the reader chose to tick this series, or to untick it; null while the reader has not chosen. */
  choiceOf({ id, enabled }: SeriesInfo): boolean | null {
    return this.tickedByReader.has(id) ? enabled : null;
  }

  /** Sets the colours of segments that no viewport has shown yet. */
  setColours(segments: readonly { index: number; colour: Rgb }[]): void {
    for (const { index, colour } of segments) {
      if (!this.colours.has(index)) this.colours.set(index, { colour, shown: true });
    }
  }

  /** Sets the colour of a segment, which viewports that show it have already. */
  setColour(segment: number, colour: Rgb): void {
    this.colours.set(segment, { colour, shown: true });
  }

  /** The colour of a segment of the study, as last shown in a viewport. */
  colourOf(segment: number): Rgb {
    return this.colours.get(segment)?.colour ?? FALLBACK_COLOUR;
  }

  dispose(): void {
    this.disposed = true;
    this.unsubscribe();
    clearTimeout(this.timer);
  }

  private async scanUntilQuiet(): Promise<void> {
    while (this.again && !this.disposed) {
      this.again = false;
      await this.beforeScan();
      if (this.disposed) return;
      this.warnOfMisreadSegs();
      await this.predicted.absorbStrokes();
      this.names.follow();
      const others = this.segmentations();
      this.packed.keepOnly(new Set(others.map(({ segmentationId }) => segmentationId)));
      const layers: MaskLayer[] = [];
      for (const segmentation of others)
        layers.push(this.names.apply(await this.opened.layerOf(segmentation)));
      const { segments } = this.review.state;
      const collected = await collectMasks(this.index, layers, segments, this.packed, this.strays);
      if (this.disposed) return;
      this.names.note(collected.values);
      this.updateColours(collected);
      // Listed before the review changes, so that its masks can be assigned to their series.
      this.listSeries();
      const actions = scanActions(this.review.state, collected, this.predicted.corrections);
      this.review.dispatch({ type: 'batch', actions });
      const count = others.filter((segmentation) => this.opened.isResult(segmentation)).length;
      const { series, studyMasks } = this.store.getState();
      this.store.setState({
        openedResults: { count, used: this.opened.resultsUsed },
        storedResults: storedResults(this.index),
        studyMasks: describeMaskObjects(this.index, this.review.state, series, this.imported, studyMasks),
        archive: { hasStored: hasStored(this.index), canReject: canReject(this.index.ohif) },
      });
      this.project();
      this.tickSeries();
      await this.thumbnails.paint(() => this.again || this.disposed);
    }
  }

  /** Lists the image series that the viewer has by now. */
  listSeries(): void {
    this.store.setState(({ series }) => ({ series: listSeries(this.index.displaySets, series) }));
  }

  private tickSeries(): void {
    this.store.setState(({ series, examples }) => {
      const withExamples = new Set(examples.map((example) => example.series));
      return { series: tickSeries(series, withExamples, this.tickedByReader) };
    });
  }

  /** Updates the panel's state from the review, in which these images changed since the last update. */
  project(changed: readonly ImageKey[] = []): void {
    this.store.setState((state) => this.projector.project(this.review.state, state, changed));
  }

  /** All segmentations except the result segmentations. */
  private segmentations(): OhifSegmentation[] {
    return this.index.ohif.services.segmentationService
      .getSegmentations()
      .filter(({ segmentationId }) => !this.predicted.owns(segmentationId));
  }

  /** A colour from a viewport is kept until a viewport shows another one. */
  private updateColours({ colours }: CollectedMasks): void {
    for (const [segment, entry] of colours) {
      if (entry.shown || !this.colours.has(segment)) this.colours.set(segment, entry);
    }
  }

  /** The networks would learn shifted masks from an opened SEG that the viewer misreads. */
  private warnOfMisreadSegs(): void {
    for (const segmentation of this.index.ohif.services.segmentationService.getSegmentations()) {
      const { segmentationId, label } = segmentation;
      if (this.warned.has(segmentationId)) continue;
      const misread = this.opened.misread(segmentation);
      if (!misread) continue;
      this.warned.add(segmentationId);
      const text = `${misread} Do not train on the masks of "${label || 'this SEG'}": remove it from the viewer's list, and press “Use as examples” beside its name in the panel.`;
      showMessage(this.store, { id: `misread-${segmentationId}`, kind: 'warning', text });
    }
  }
}
