import type { ImageKey } from '../../../src/data/ImageKey';
import type { Segment } from '../../../src/data/Segment';
import { mapSegments } from '../../../src/data/mapSegments';
import { countPixels } from '../../../src/review/countPixels';
import { relabelRecord } from '../../../src/review/relabelRecord';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import { readRecord } from '../../../src/storage/readRecord';
import type { SavedChoices, SavedSegment } from '../../../src/storage/SavedStudy';
import type { LoadedStudy } from '../../../src/storage/StudyStore';
import { readTrainedModel } from '../../../src/worker/readTrainedModel';
import { Pacer } from '../adapters/Pacer';
import type { SegmentInfo, SeriesInfo } from '../state/SessionState';
import { modelSegments } from './modelSegments';
import { roundOf } from './roundOf';
import type { SavedParts } from './SavedParts';
import { segmentationLabel } from './segmentationLabel';
import { showMessage, updateSeries } from './SessionStore';

/** Brings the saved work on a study back, series by series as the viewer lists them. */
export class StudyRestorer {
  /** Saved records of images that the viewer has not listed yet. */
  private readonly pending = new Map<ImageKey, ReviewRecord>();
  private choices: SavedChoices['series'] = [];
  private images = 0;
  private readonly learnt = new Map<ImageKey, PackedMask>();
  /** Number of images in the notice; the reader may have dismissed it since. */
  private announced = -1;

  constructor(
    private readonly session: SavedParts,
    private readonly loaded: LoadedStudy,
  ) {}

  /** Choices about series that the viewer has not listed yet. */
  get waitingChoices(): SavedChoices['series'] {
    return this.choices;
  }

  /**
   * Restores segments, choices and model, and checks the masks.
   *
   * @returns the records whose values changed, because the study has other segments by now
   */
  async begin(): Promise<readonly ReviewRecord[]> {
    const { store, review, scanner } = this.session;
    const { study, training } = this.loaded;
    const records = await this.checkRecords();
    const segments = study?.segments ?? unnamedSegments(records);
    if (study) {
      const { preset, round, total, series, storing } = study.choices;
      this.choices = series;
      const { format, mode: storeMode, report } = storing;
      const choices = { preset, format, storeMode, report };
      store.setState(({ prediction }) => ({ ...choices, prediction: { ...prediction, round, total } }));
    }
    review.dispatch({ type: 'restored', segments: segments.map(withoutColour), records: [] });
    const values = mapSegments(segments, review.state.segments);
    const moved = segments.some(({ index }) => values[index] !== index);
    scanner.setColours(segments.map(({ index, colour }) => ({ index: values[index], colour })));
    for (const record of records) {
      this.pending.set(record.key, moved ? relabelRecord(record, values) : record);
    }
    this.restoreModel();
    if (training) store.setState({ interrupted: { savedAt: training.savedAt } });
    return moved ? [...this.pending.values()] : [];
  }

  /** Restores the masks of the series that the viewer lists by now. */
  async restore(): Promise<void> {
    if (this.pending.size === 0 && this.choices.length === 0) return this.announce();
    const { store, index, scanner, predicted, restored } = this.session;
    scanner.listSeries();
    let any = false;
    for (const series of store.getState().series) {
      this.restoreChoices(series);
      const records = index.keysOf(series.id).flatMap((key) => this.pending.get(key) ?? []);
      if (records.length === 0) continue;
      records.forEach(({ key }) => this.pending.delete(key));
      await this.restoreMasks(series, records);
      any = true;
    }
    if (any) {
      await restored.show();
      await predicted.show();
    }
    this.announce();
  }

  private async restoreMasks(series: SeriesInfo, records: readonly ReviewRecord[]): Promise<void> {
    const { review, index, scanner, predicted, restored, store } = this.session;
    const segments: SegmentInfo[] = review.state.segments.map((segment) => ({
      ...segment,
      colour: scanner.colourOf(segment.index),
    }));
    const held = records.filter(isInSegmentation);
    const misfits = new Set(await restored.add(series.id, held, segments));
    const fitting = records.filter((record) => !misfits.has(record));
    review.dispatch({ type: 'restored', segments: review.state.segments, records: fitting });
    this.restoreLearnt(fitting);
    this.images += fitting.length;
    if (misfits.size > 0) {
      const text = `${imageCount(misfits.size)} of series ${series.number} changed size since the masks were drawn. The masks stay saved, but cannot be shown.`;
      showMessage(store, { id: `misfit-${series.id}`, kind: 'warning', text });
    }
    if (!fitting.some(({ round, proposal }) => round !== null || proposal)) return;
    const { model } = store.getState();
    const shown = model ? modelSegments(this.session, model) : segments;
    await predicted.prepare(series, segmentationLabel(series), shown);
    predicted.restoreCorrections(series.id);
    await predicted.render(series.id);
    const round = roundOf(review.state, index.keysOf(series.id));
    // A run that ended before its first mask left the results of the one before.
    store.setState(({ series: all }) => ({
      series: all.map((entry) =>
        entry.id === series.id && entry.round === 0 ? { ...entry, round, stage: 'stopped' } : entry,
      ),
    }));
  }

  /** The model has learnt these masks; others were drawn later. */
  private restoreLearnt(records: readonly ReviewRecord[]): void {
    const learnt = new Set(this.loaded.study?.choices.learnt);
    for (const { key, mask } of records) if (learnt.has(key)) this.learnt.set(key, mask);
    this.session.rounds.noteLearnt(new Map(this.learnt));
  }

  private restoreChoices({ id, problem }: SeriesInfo): void {
    const choice = this.choices.find((entry) => entry.id === id);
    if (!choice) return;
    const { store, scanner } = this.session;
    this.choices = this.choices.filter((entry) => entry !== choice);
    if (choice.enabled !== null && problem === '') scanner.setSeriesEnabled(id, choice.enabled);
    if (choice.round === 0) return;
    updateSeries(store, id, { round: choice.round, stage: choice.done ? 'done' : 'stopped' });
  }

  private restoreModel(): void {
    const { store } = this.session;
    const { model } = this.loaded;
    if (!model || store.getState().model) return;
    try {
      store.setState({ model: readTrainedModel(model) });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = `The saved model cannot be used; the masks are not affected. Train again. ${why}`;
      showMessage(store, { id: 'restored-model', kind: 'warning', text });
    }
  }

  private async checkRecords(): Promise<ReviewRecord[]> {
    const records: ReviewRecord[] = [];
    const pacer = new Pacer();
    const problems = { newer: 0, damaged: 0 };
    for (const value of this.loaded.records.values()) {
      await pacer.pause();
      const read = readRecord(value);
      if ('record' in read) records.push(read.record);
      else problems[read.problem]++;
    }
    const { store } = this.session;
    if (problems.newer > 0) {
      const text = `The masks of ${imageCount(problems.newer)} were saved by a later release. They stay saved; open the study with that release.`;
      showMessage(store, { id: 'restored-newer', kind: 'warning', text });
    }
    if (problems.damaged > 0) {
      const text = `The saved masks of ${imageCount(problems.damaged)} are damaged and could not be restored. All others are here.`;
      showMessage(store, { id: 'restored-damaged', kind: 'warning', text });
    }
    return records;
  }

  /** Keeps the notice up to date while masks come back. */
  private announce(): void {
    const { store } = this.session;
    const { restored, model } = store.getState();
    const { savedAt = Date.now() } = this.loaded.study ?? {};
    const nothing = this.images === 0 && !this.loaded.model;
    if (nothing || this.announced === this.images) return;
    this.announced = this.images;
    store.setState({ restored: { ...restored, savedAt, images: this.images, model: model !== undefined } });
  }
}

/** Whether one of the viewer's own segmentations held the mask, and not a result segmentation. */
function isInSegmentation({ origin, round }: ReviewRecord): boolean {
  return origin === 'drawn' || origin === 'imported' || (origin === 'predicted' && round === null);
}

/** Segments for masks whose list of segments is lost. */
function unnamedSegments(records: readonly ReviewRecord[]): SavedSegment[] {
  const used = new Set(records.flatMap(({ mask }) => countPixels(mask).map(({ index }) => index)));
  return [...used]
    .sort((a, b) => a - b)
    .map((index) => ({
      index,
      name: `Segment ${index}`,
      colour: [221, 84, 84],
    }));
}

const withoutColour = ({ index, name, category, type }: SavedSegment): Segment => ({
  index,
  name,
  ...(category && { category }),
  ...(type && { type }),
});

const imageCount = (count: number) => (count === 1 ? 'one image' : `${count} images`);
