import { imageKey, parseImageKey, type ImageKey } from '../../../src/data/ImageKey';
import type { Ohif } from '../ohif/Ohif';
import type { DisplaySet, OhifInstance } from '../ohif/types';
import { imageIdsOf } from './imageIdsOf';
import { isImageSeries } from './isImageSeries';
import { seriesIdOf } from './seriesIdOf';

/** An image in a series of the study. */
interface ListedImage {
  imageId: string;
  /** Series Instance UID. */
  seriesId: string;
}

const NO_KEYS: readonly ImageKey[] = [];

/**
 * Translates between the viewer's ids, which are valid until the page reloads, and DICOM UIDs, which are
 * permanent. Only adapters use display sets and image ids.
 */
export class ViewerIndex {
  private readonly images = new Map<ImageKey, ListedImage>();
  private readonly keys = new Map<string, ImageKey>();
  /** The keys of each series whose images are all known, by the viewer's list of its image ids. */
  private readonly lists = new WeakMap<readonly string[], readonly ImageKey[]>();

  constructor(readonly ohif: Ohif) {}

  /** The display set of a series; undefined when it is not (or no longer) part of the study. */
  displaySetOf(seriesId: string): DisplaySet | undefined {
    return this.imageSeries().find((displaySet, _, all) => seriesIdOf(displaySet, all) === seriesId);
  }

  /** All display sets of the study, for the adapters. */
  get displaySets(): readonly DisplaySet[] {
    return this.ohif.services.displaySetService.getActiveDisplaySets();
  }

  /** Study Instance UID of a series; undefined for an unknown one. */
  studyOf(seriesId: string): string | undefined {
    return this.displaySetOf(seriesId)?.StudyInstanceUID;
  }

  /** Body Part Examined of the series' first image; undefined when absent. */
  bodyPartOf(seriesId: string): string | undefined {
    const displaySet = this.displaySetOf(seriesId);
    return (displaySet?.instances ?? displaySet?.images)?.[0]?.BodyPartExamined?.trim() || undefined;
  }

  /** Whether the series' first image is in colour. */
  isColour(seriesId: string): boolean {
    const displaySet = this.displaySetOf(seriesId);
    return Number((displaySet?.instances ?? displaySet?.images)?.[0]?.SamplesPerPixel) > 1;
  }

  /**
   * The images of a series in the viewer's order; none for an unknown series. The same array as before while
   * the series has the same images.
   */
  keysOf(seriesId: string): readonly ImageKey[] {
    const displaySet = this.displaySetOf(seriesId);
    return displaySet ? this.list(displaySet) : NO_KEYS;
  }

  /** The viewer's id of an image; undefined when it is not part of the study. */
  imageIdOf(key: ImageKey): string | undefined {
    return this.find(key)?.imageId;
  }

  /** Series Instance UID of an image; undefined when it is not part of the study. */
  seriesUidOf(key: ImageKey): string | undefined {
    return this.find(key)?.seriesId;
  }

  /** The key of an image; undefined when its header has no SOP Instance UID. */
  keyOf(imageId: string): ImageKey | undefined {
    const known = this.keys.get(imageId);
    if (known) return known;
    const sopInstanceUID = this.instanceOf(imageId)?.SOPInstanceUID;
    if (!sopInstanceUID) return undefined;
    const key = imageKey(sopInstanceUID, frameOf(imageId));
    this.keys.set(imageId, key);
    return key;
  }

  /**
   * The image's number as the viewer shows it: the frame number in a multi-frame instance, otherwise the
   * Instance Number.
   */
  imageNumberOf(key: ImageKey): string {
    const imageId = this.imageIdOf(key);
    const instance = imageId === undefined ? undefined : this.instanceOf(imageId);
    if (Number(instance?.NumberOfFrames) > 1) return String(parseImageKey(key).frame);
    return String(instance?.InstanceNumber ?? '?');
  }

  /** Rows and columns of an image; undefined when neither the cache nor the header has them. */
  sizeOf(key: ImageKey): { rows: number; columns: number } | undefined {
    const imageId = this.imageIdOf(key);
    if (imageId === undefined) return undefined;
    const cached = this.ohif.cornerstone.cache.getImage(imageId);
    const instance = this.instanceOf(imageId);
    const [rows, columns] = [
      Number(cached?.rows ?? instance?.Rows),
      Number(cached?.columns ?? instance?.Columns),
    ];
    return rows > 0 && columns > 0 ? { rows, columns } : undefined;
  }

  private imageSeries(): DisplaySet[] {
    return this.displaySets.filter(isImageSeries);
  }

  private list(displaySet: DisplaySet): readonly ImageKey[] {
    const imageIds = imageIdsOf(this.ohif, displaySet);
    const known = this.lists.get(imageIds);
    if (known) return known;
    const keys = imageIds.flatMap((imageId) => {
      const key = this.keyOf(imageId);
      if (key === undefined) return [];
      this.images.set(key, { imageId, seriesId: displaySet.SeriesInstanceUID });
      return [key];
    });
    // The headers of the others may arrive later.
    if (keys.length > 0 && keys.length === imageIds.length) this.lists.set(imageIds, keys);
    return keys;
  }

  private find(key: ImageKey): ListedImage | undefined {
    // Display sets can be added later, so an unknown image may have arrived since the last listing.
    if (!this.images.has(key)) this.imageSeries().forEach((displaySet) => this.list(displaySet));
    return this.images.get(key);
  }

  private instanceOf(imageId: string): OhifInstance | undefined {
    return this.ohif.cornerstone.metaData.get('instance', imageId) as OhifInstance | undefined;
  }
}

/**
 * Frame number, from 1, in an image id of cornerstone's loaders (`wadors:.../frames/3`,
 * `wadouri:...&frame=3`).
 */
function frameOf(imageId: string): number {
  const match = /\/frames\/(\d+)|[?&]frame=(\d+)/.exec(imageId);
  return Math.max(1, Number(match?.[1] ?? match?.[2] ?? 1));
}
