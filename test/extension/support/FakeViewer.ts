import { FakeHistory } from './FakeHistory';
import { ViewerIndex } from '../../../extension/src/adapters/ViewerIndex';
import { parseImageKey } from '../../../src/data/ImageKey';
import type { Ohif } from '../../../extension/src/ohif/Ohif';
import type { Colour, DisplaySet, OhifSegment, SegmentationService } from '../../../extension/src/ohif/types';
import { textOf, type Attributes } from '../../../src/dicom/Attributes';
import { parsePart10 } from '../../../src/dicom/parsePart10';
import { readPart10 } from '../../../src/dicom/readPart10';

interface FakeImage {
  imageId: string;
  rows: number;
  columns: number;
  referencedImageId?: string;
  color?: boolean;
  voxelManager: { getScalarData(): number[] | Uint8Array | Uint16Array | Float32Array };
  getPixelData(): ArrayLike<number>;
  slope: number;
  intercept: number;
}

type AddedSegmentation = Parameters<SegmentationService['addOrUpdateSegmentation']>[0];

interface FakeSegmentation {
  segmentationId: string;
  label: string;
  segments: Record<number, OhifSegment>;
  representationData: { Labelmap: { imageIds: string[] } };
}

const foundSeries = (object: Attributes) => ({
  seriesInstanceUid: textOf(object, 'SeriesInstanceUID'),
  modality: textOf(object, 'Modality'),
  description: textOf(object, 'SeriesDescription'),
});

/**
 * A viewer without a screen: series, images, segmentations and viewports behind the interfaces of OHIF and
 * cornerstone.
 */
export class FakeViewer {
  readonly images = new Map<string, FakeImage>();
  readonly metadata = new Map<string, { instance: object; imagePlaneModule?: object }>();
  readonly displaySets: DisplaySet[] = [];
  readonly segmentations = new Map<string, FakeSegmentation>();
  readonly representations: {
    viewportId: string;
    segmentationId: string;
    active: boolean;
    type: 'Labelmap';
  }[] = [];
  readonly colours = new Map<string, number[]>();
  readonly viewports = new Map<string, { viewportId: string; displaySetInstanceUIDs: string[] }>();
  readonly dataModified: string[] = [];
  /** Id of the image that the viewports show. */
  shownImage = '';
  readonly history = new FakeHistory();
  /** Attributes of the objects that the archive accepted, in order. */
  readonly stored: Attributes[] = [];
  /** The archive's files by SOP Instance UID. */
  readonly archive = new Map<string, ArrayBuffer>();
  /** The behaviour of `store.dicom`; replaced to simulate an archive that rejects objects. */
  storeDicom = async (file: ArrayBuffer): Promise<void> => {
    const attributes = readPart10(file);
    this.stored.push(attributes);
    this.archive.set(textOf(attributes, 'SOPInstanceUID'), file);
  };
  /** The series that the archive lists. */
  private listed() {
    const series = [...this.archive.values()].map((file) => foundSeries(readPart10(file)));
    return [...new Map(series.map((one) => [one.seriesInstanceUid, one])).values()];
  }

  /** The data source client's WADO-RS response. */
  retrieveInstance = async ({ sopInstanceUID }: { sopInstanceUID: string }): Promise<ArrayBuffer> => {
    const file = this.archive.get(sopInstanceUID);
    if (!file) throw Object.assign(new Error('request failed'), { request: { status: 404 } });
    return file;
  };

  /** Adds a series of images of constant grey, `spacing` mm apart along z. */
  addSeries(
    uid: string,
    count: number,
    { rows = 4, columns = 4, spacing = 2, modality = 'MR' } = {},
  ): string[] {
    const imageIds = Array.from({ length: count }, (_, i) => `${uid}/${i + 1}`);
    const sopInstanceUIDs = imageIds.map((_, i) => `${uid}.${i + 1}`);
    imageIds.forEach((imageId, i) => {
      this.addImage(imageId, rows, columns, new Uint8Array(rows * columns).fill(10 * (i + 1)));
      this.metadata.set(imageId, {
        instance: {
          InstanceNumber: i + 1,
          SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
          SOPInstanceUID: sopInstanceUIDs[i],
          SeriesInstanceUID: `series-${uid}`,
          StudyInstanceUID: 'study',
          Rows: rows,
          Columns: columns,
        },
        imagePlaneModule: {
          imagePositionPatient: [0, 0, i * spacing],
          rowCosines: [1, 0, 0],
          columnCosines: [0, 1, 0],
          rowPixelSpacing: 1,
          columnPixelSpacing: 1,
          frameOfReferenceUID: 'frame',
        },
      });
    });
    this.addDisplaySet(uid, imageIds, { rows, columns, modality });
    return imageIds;
  }

  /** Lists images as a series; {@link addImage} adds the images themselves. */
  addDisplaySet(
    uid: string,
    imageIds: string[],
    { rows, columns, modality }: { rows: number; columns: number; modality: string },
  ): void {
    this.displaySets.push({
      displaySetInstanceUID: uid,
      StudyInstanceUID: 'study',
      SeriesInstanceUID: `series-${uid}`,
      SeriesNumber: this.displaySets.length + 1,
      SeriesDescription: uid,
      Modality: modality,
      numImageFrames: imageIds.length,
      instances: imageIds.map((id) => ({
        SOPInstanceUID: parseImageKey(this.keyOf(id)).sopInstanceUID,
        Rows: rows,
        Columns: columns,
        SamplesPerPixel: 1,
        FrameOfReferenceUID: 'frame',
      })),
      imageIds,
    });
  }

  addImage(
    imageId: string,
    rows: number,
    columns: number,
    pixels: Uint8Array | Float32Array,
    more: Partial<FakeImage> = {},
  ) {
    this.images.set(imageId, {
      imageId,
      rows,
      columns,
      slope: 1,
      intercept: 0,
      voxelManager: { getScalarData: () => pixels },
      getPixelData: () => pixels,
      ...more,
    });
  }

  /** Adds a labelmap on a series; returns the pixels of its slices, in the series' order. */
  addSegmentation(
    segmentationId: string,
    imageIds: readonly string[],
    segments: Record<number, Partial<OhifSegment>> = { 1: { label: 'Segment 1' } },
  ): Uint8Array[] {
    const slices = imageIds.map((referencedImageId) => {
      const { rows, columns } = this.images.get(referencedImageId) as FakeImage;
      const pixels = new Uint8Array(rows * columns);
      this.addImage(`${segmentationId}:${referencedImageId}`, rows, columns, pixels, { referencedImageId });
      return pixels;
    });
    this.segmentations.set(segmentationId, {
      segmentationId,
      label: segmentationId,
      segments: segments as Record<number, OhifSegment>,
      representationData: {
        Labelmap: { imageIds: imageIds.map((imageId) => `${segmentationId}:${imageId}`) },
      },
    });
    return slices;
  }

  showSeries(viewportId: string, displaySetUID: string): void {
    this.viewports.set(viewportId, { viewportId, displaySetInstanceUIDs: [displaySetUID] });
  }

  /** A new index of the viewer's current content. */
  get index(): ViewerIndex {
    return new ViewerIndex(this.ohif);
  }

  /** The key of an image. */
  keyOf(imageId: string): string {
    return this.index.keyOf(imageId) ?? `no key for ${imageId}`;
  }

  get ohif(): Ohif {
    return {
      services: {
        displaySetService: this.displaySetService(),
        segmentationService: this.segmentationService(),
        viewportGridService: {
          ...this.events,
          getActiveViewportId: () => [...this.viewports.keys()][0] ?? null,
          getState: () => ({ activeViewportId: null, viewports: this.viewports }),
          setDisplaySetsForViewport: () => undefined,
        },
        cornerstoneViewportService: {
          ...this.events,
          getCornerstoneViewport: (id: string) =>
            this.viewports.has(id) ? { type: 'stack', getCurrentImageId: () => this.shownImage } : null,
        },
      },
      commands: { run: () => undefined, runCommand: () => undefined },
      cornerstone: {
        cache: { getImage: (id: string) => this.images.get(id) },
        metaData: {
          get: (module: 'instance' | 'imagePlaneModule', id: string) => this.metadata.get(id)?.[module],
        },
        imageLoader: {
          loadAndCacheImage: async (id: string) => {
            const image = this.images.get(id);
            if (!image) throw new Error('404');
            return image;
          },
          createAndCacheDerivedLabelmapImage: (referencedImageId: string) => {
            const { rows, columns } = this.images.get(referencedImageId) as FakeImage;
            const id = `derived:${this.images.size}`;
            this.addImage(id, rows, columns, new Uint8Array(rows * columns), { referencedImageId });
            return this.images.get(id);
          },
        },
        Enums: { ViewportType: { STACK: 'stack' } },
        utilities: {
          HistoryMemo: { DefaultHistoryMemo: this.history },
          worldToImageCoords: (_: string, [x, y]: number[]) => [x, y],
        },
      },
      cornerstoneTools: {
        CONSTANTS: {
          COLOR_LUT: [
            [0, 0, 0, 0],
            [221, 84, 84, 255],
            [77, 228, 121, 255],
          ],
        },
        segmentation: {
          getLabelmapImageIds: (id: string) =>
            this.segmentations.get(id)?.representationData.Labelmap.imageIds,
          triggerSegmentationEvents: {
            triggerSegmentationDataModified: (id: string) => this.dataModified.push(id),
          },
        },
      },
      dataSource: {
        getImageIdsForDisplaySet: (displaySet: DisplaySet) => displaySet.imageIds ?? [],
        store: { dicom: (file: ArrayBuffer) => this.storeDicom(file) },
        retrieve: {
          series: { metadata: async () => undefined },
          getWadoDicomWebClient: () => ({
            retrieveInstance: (options: { sopInstanceUID: string }) => this.retrieveInstance(options),
            retrieveSeriesMetadata: async ({ seriesInstanceUID }: { seriesInstanceUID: string }) =>
              [...this.archive.values()]
                .map((file) => parsePart10(file).dict)
                .filter((dict) => dict['0020000E'].Value[0] === seriesInstanceUID),
          }),
        },
        query: { series: { search: async () => this.listed() } },
        reject: {},
        deleteStudyMetadataPromise: () => undefined,
        getConfig: () => ({ name: 'archive' }),
      },
    } as unknown as Ohif;
  }

  private readonly events = { EVENTS: {}, subscribe: () => ({ unsubscribe: () => undefined }) };

  private displaySetService() {
    return {
      ...this.events,
      getActiveDisplaySets: () => this.displaySets,
      getDisplaySetByUID: (uid: string) =>
        this.displaySets.find((displaySet) => displaySet.displaySetInstanceUID === uid),
    };
  }

  private service: object | undefined;

  /** One object for the viewer's whole life, as in OHIF. */
  private segmentationService(): object {
    this.service ??= {
      ...this.events,
      getSegmentations: () => [...this.segmentations.values()],
      getSegmentation: (id: string) => this.segmentations.get(id),
      getViewportIdsWithSegmentation: (id: string) =>
        this.representations.filter((r) => r.segmentationId === id).map((r) => r.viewportId),
      getSegmentationRepresentations: (viewportId: string, specifier: { segmentationId?: string } = {}) =>
        this.representations.filter(
          (r) =>
            r.viewportId === viewportId &&
            (!specifier.segmentationId || r.segmentationId === specifier.segmentationId),
        ),
      getActiveSegmentation: (viewportId: string) => {
        const active = this.representations.find((r) => r.viewportId === viewportId && r.active);
        return active && this.segmentations.get(active.segmentationId);
      },
      setActiveSegmentation: (viewportId: string, id: string) =>
        this.representations
          .filter((r) => r.viewportId === viewportId)
          .forEach((r) => (r.active = r.segmentationId === id)),
      getActiveSegment: (viewportId: string) => {
        const active = this.representations.find((r) => r.viewportId === viewportId && r.active);
        const segmentation = active && this.segmentations.get(active.segmentationId);
        return Object.values(segmentation?.segments ?? {}).find((segment) => segment.active);
      },
      setActiveSegment: (id: string, index: number) =>
        Object.entries(this.segmentations.get(id)?.segments ?? {}).forEach(
          ([value, segment]) => (segment.active = Number(value) === index),
        ),
      addSegment: (id: string, { segmentIndex, label }: { segmentIndex: number; label: string }) => {
        const { segments } = this.segmentations.get(id) as FakeSegmentation;
        Object.values(segments).forEach((segment) => (segment.active = false));
        segments[segmentIndex] = { segmentIndex, label, active: true };
      },
      addOrUpdateSegmentation: ({ segmentationId, representation, config }: AddedSegmentation) => {
        const { label, segments } = config;
        const imageIds = representation.data.imageIds ?? [];
        // Tests find the slices under the same ids as those of `addSegmentation`.
        for (const id of imageIds) {
          const image = this.images.get(id) as FakeImage;
          this.images.set(`${segmentationId}:${image.referencedImageId}`, image);
        }
        this.segmentations.set(segmentationId, {
          segmentationId,
          label,
          segments: segments as Record<number, OhifSegment>,
          representationData: { Labelmap: { imageIds } },
        });
      },
      addSegmentationRepresentation: async (viewportId: string, options: { segmentationId: string }) => {
        this.representations.forEach((r) => (r.active &&= r.viewportId !== viewportId));
        this.representations.push({
          viewportId,
          segmentationId: options.segmentationId,
          active: true,
          type: 'Labelmap',
        });
      },
      getSegmentColor: (viewportId: string, id: string, index: number) =>
        this.colours.get(`${viewportId} ${id} ${index}`) ?? [1, 2, 3, 255],
      setSegmentColor: (viewportId: string, id: string, index: number, colour: Colour) =>
        this.colours.set(`${viewportId} ${id} ${index}`, [...colour]),
      setSegmentLabel: (id: string, index: number, label: string) => {
        (this.segmentations.get(id) as FakeSegmentation).segments[index].label = label;
      },
      setStyle: () => undefined,
      remove: (id: string) => this.segmentations.delete(id),
    };
    return this.service;
  }
}
