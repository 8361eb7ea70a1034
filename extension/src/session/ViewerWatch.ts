import type { ImportedMasks } from '../adapters/ImportedMasks';
import type { PredictedMasks } from '../adapters/PredictedMasks';
import type { RestoredMasks } from '../adapters/RestoredMasks';
import type { Ohif } from '../ohif/Ohif';
import type { Subscription } from '../ohif/types';
import type { ExampleScanner } from './ExampleScanner';
import { showMessage, type SessionStore } from './SessionStore';

/** Delay between a viewport's last change and showing masks, ms; opening a series causes several changes. */
const SETTLE_MS = 150;

/** Reacts to events of the viewer: strokes, opened SEGs, opened series, a hidden tab. */
export class ViewerWatch {
  private readonly subscriptions: Subscription[] = [];
  private showTimer: ReturnType<typeof setTimeout> | undefined;
  private hiddenSince: number | undefined;

  constructor(
    ohif: Ohif,
    private readonly store: SessionStore,
    scanner: ExampleScanner,
    private readonly predicted: PredictedMasks,
    private readonly restored: RestoredMasks,
    private readonly imported: ImportedMasks,
  ) {
    const { segmentationService, displaySetService, viewportGridService, cornerstoneViewportService } =
      ohif.services;
    const own = (data: unknown) => {
      const id = (data as { segmentationId?: string } | undefined)?.segmentationId;
      return id !== undefined && predicted.owns(id);
    };
    const scanLater = () => scanner.schedule();
    const segmentation = segmentationService.EVENTS;
    this.on(segmentationService, segmentation.SEGMENTATION_DATA_MODIFIED, (data) => {
      // Rendering results needs no scan, but the reader's strokes in them do and cause the same event.
      if (!own(data) || !store.getState().prediction.running) scanLater();
    });
    this.on(segmentationService, segmentation.SEGMENTATION_MODIFIED, (data) => {
      if (!own(data)) scanLater();
    });
    this.on(segmentationService, segmentation.SEGMENTATION_ADDED, scanLater);
    this.on(segmentationService, segmentation.SEGMENTATION_LOADING_COMPLETE, scanLater);
    this.on(segmentationService, segmentation.SEGMENTATION_REMOVED, (data) => {
      predicted.forget((data as { segmentationId: string }).segmentationId);
      scanLater();
    });
    this.on(segmentationService, segmentation.SEGMENTATION_REPRESENTATION_MODIFIED, (data) => {
      if (!own(data)) scanLater();
    });
    this.on(displaySetService, displaySetService.EVENTS.DISPLAY_SETS_ADDED, scanLater);
    this.on(displaySetService, displaySetService.EVENTS.DISPLAY_SETS_REMOVED, scanLater);
    this.on(viewportGridService, viewportGridService.EVENTS.GRID_STATE_CHANGED, () => this.showLater());
    this.on(cornerstoneViewportService, cornerstoneViewportService.EVENTS.VIEWPORT_DATA_CHANGED, () =>
      this.showLater(),
    );
    document.addEventListener('visibilitychange', this.onVisibilityChange);
    scanner.schedule();
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.unsubscribe());
    clearTimeout(this.showTimer);
    document.removeEventListener('visibilitychange', this.onVisibilityChange);
  }

  private on(
    service: { subscribe(event: string, listener: (data: unknown) => void): Subscription },
    event: string | undefined,
    listener: (data: unknown) => void,
  ): void {
    if (event) this.subscriptions.push(service.subscribe(event, listener));
  }

  private showLater(): void {
    clearTimeout(this.showTimer);
    this.showTimer = setTimeout(() => void this.show(), SETTLE_MS);
  }

  private async show(): Promise<void> {
    // First, so that the brush is on these and not on the results.
    await this.restored.show();
    await this.imported.show();
    await this.predicted.show();
  }

  private readonly onVisibilityChange = () => {
    if (document.hidden) {
      this.hiddenSince = Date.now();
      return;
    }
    const { training, prediction } = this.store.getState();
    if (this.hiddenSince !== undefined && (training.phase !== 'idle' || prediction.running)) {
      const seconds = Math.round((Date.now() - this.hiddenSince) / 1000);
      showMessage(this.store, {
        id: 'hidden',
        kind: 'info',
        text: `This tab was hidden for ${seconds} s. Work continued, but browsers slow down hidden tabs; keep it visible to finish sooner.`,
      });
    }
    this.hiddenSince = undefined;
  };
}
