/**
 * The types of OHIF 3.13 that this extension uses. The published @ohif packages carry no type declarations;
 * only the members used here are declared, all of them in this file.
 */
import type * as Cornerstone from '@cornerstonejs/core';
import type * as CornerstoneTools from '@cornerstonejs/tools';

export interface Subscription {
  unsubscribe(): void;
}

export interface PubSub {
  EVENTS: Record<string, string>;
  subscribe(event: string, listener: (data: unknown) => void): Subscription;
}

/** A naturalised DICOM instance as OHIF keeps it; only the attributes that are read. */
export interface OhifInstance {
  SOPInstanceUID: string;
  InstanceNumber?: number | string;
  BodyPartExamined?: string;
  Rows?: number;
  Columns?: number;
  SamplesPerPixel?: number;
  PhotometricInterpretation?: string;
  NumberOfFrames?: number;
  FrameOfReferenceUID?: string;
  ImageOrientationPatient?: number[];
  ImageLaterality?: string;
  Laterality?: string;
  ViewPosition?: string;
}

export interface DisplaySet {
  displaySetInstanceUID: string;
  StudyInstanceUID: string;
  SeriesInstanceUID: string;
  SeriesNumber?: number | string;
  SeriesDescription?: string;
  Modality: string;
  numImageFrames?: number;
  isOverlayDisplaySet?: boolean;
  isDerivedDisplaySet?: boolean;
  madeInClient?: boolean;
  unsupported?: boolean;
  isDynamicVolume?: boolean;
  /** The single instance of a SEG. */
  instance?: OhifInstance;
  instances?: OhifInstance[];
  images?: OhifInstance[];
  /** Set once a viewport has shown the display set. */
  imageIds?: string[];
}

export interface DisplaySetService extends PubSub {
  getActiveDisplaySets(): DisplaySet[];
  getDisplaySetByUID(uid: string): DisplaySet | undefined;
}

export interface OhifSegment {
  segmentIndex: number;
  label?: string;
  active?: boolean;
  locked?: boolean;
  algorithmType?: string;
  algorithmName?: string;
  cachedStats?: { algorithmName?: string; [key: string]: unknown };
}

export interface LabelmapData {
  imageIds?: string[];
  volumeId?: string;
  referencedImageIds?: string[];
}

export interface OhifSegmentation {
  segmentationId: string;
  label?: string;
  segments: Record<number, OhifSegment | undefined>;
  representationData: { Labelmap?: LabelmapData };
}

export interface SegmentationRepresentation {
  segmentationId: string;
  viewportId: string;
  type: string;
  active: boolean;
}

/** Red, green, blue and alpha, 0..255 each. */
export type Colour = readonly [number, number, number, number];

export interface SegmentationService extends PubSub {
  getSegmentations(): OhifSegmentation[];
  getSegmentation(segmentationId: string): OhifSegmentation | undefined;
  getActiveSegmentation(viewportId: string): OhifSegmentation | undefined | null;
  setActiveSegmentation(viewportId: string, segmentationId: string): void;
  /** The active segment of the viewport's active segmentation. */
  getActiveSegment(viewportId: string): OhifSegment | undefined;
  setActiveSegment(segmentationId: string, segmentIndex: number): void;
  /** Adds a segment and makes it the active one. */
  addSegment(segmentationId: string, config: { segmentIndex: number; label: string }): void;
  setSegmentLabel(segmentationId: string, segmentIndex: number, label: string): void;
  getSegmentationRepresentations(
    viewportId: string,
    specifier?: { segmentationId?: string; type?: string },
  ): SegmentationRepresentation[];
  getViewportIdsWithSegmentation(segmentationId: string): string[];
  addOrUpdateSegmentation(segmentation: {
    segmentationId: string;
    representation: { type: 'Labelmap'; data: LabelmapData };
    config: {
      label: string;
      fallbackLabel: string;
      segments: Record<number, Partial<OhifSegment>>;
      cachedStats: { info: string };
    };
  }): void;
  addSegmentationRepresentation(
    viewportId: string,
    options: { segmentationId: string; type?: string; config?: object; suppressEvents?: boolean },
  ): Promise<void>;
  getSegmentColor(viewportId: string, segmentationId: string, segmentIndex: number): number[] | null;
  setSegmentColor(viewportId: string, segmentationId: string, segmentIndex: number, colour: Colour): void;
  setStyle(
    specifier: { segmentationId: string; type: 'Labelmap' },
    style: Record<string, boolean | number>,
  ): void;
  remove(segmentationId: string): void;
}

export interface GridViewport {
  viewportId: string;
  displaySetInstanceUIDs: string[];
}

export interface ViewportGridService extends PubSub {
  getActiveViewportId(): string | null;
  setActiveViewportId(viewportId: string): void;
  getState(): { activeViewportId: string | null; viewports: Map<string, GridViewport> };
  setDisplaySetsForViewport(props: { viewportId: string; displaySetInstanceUIDs: string[] }): void;
}

export interface CornerstoneViewportService extends PubSub {
  getCornerstoneViewport(viewportId: string): Cornerstone.Types.IViewport | null | undefined;
}

/** Who is signed in, by OpenID Connect. */
export interface UserAuthenticationService {
  getUser?(): { profile?: { name?: string } } | null | undefined;
  /** The header with the present token; undefined where nobody has to sign in. */
  getAuthorizationHeader?(): { Authorization?: string } | null | undefined;
}

export interface Services {
  displaySetService: DisplaySetService;
  segmentationService: SegmentationService;
  viewportGridService: ViewportGridService;
  cornerstoneViewportService: CornerstoneViewportService;
  userAuthenticationService?: UserAuthenticationService;
}

export interface CommandsManager {
  run(command: string, options?: object): unknown;
  runCommand(command: string, options?: object, context?: string): unknown;
}

/** The DICOMweb client (of the package dicomweb-client) that a data source reads with. */
export interface DicomWebClient {
  /** Sent with each request. */
  headers?: Record<string, string>;
  /** The instances of a series in the DICOM JSON model. */
  retrieveSeriesMetadata(options: { studyInstanceUID: string; seriesInstanceUID: string }): Promise<object[]>;
  /** The instance as a DICOM file (Part 10). */
  retrieveInstance(options: {
    studyInstanceUID: string;
    seriesInstanceUID: string;
    sopInstanceUID: string;
  }): Promise<ArrayBuffer>;
}

/** A series in the answer to a query. */
export interface FoundSeries {
  seriesInstanceUid: string;
  modality: string;
  /** Empty where the archive leaves it out. */
  description?: string;
}

export interface DataSource {
  getImageIdsForDisplaySet(displaySet: DisplaySet): string[];
  deleteStudyMetadataPromise?(key: string): void;
  getConfig?(): { name?: string } | undefined;
  query?: {
    /** The series of a study, as the archive lists them now. */
    series?: { search?(studyInstanceUID: string): Promise<FoundSeries[]> };
  };
  /** Rejects a series, as dcm4chee can; an empty object in data sources without `supportsReject`. */
  reject?: { series?(studyInstanceUID: string, seriesInstanceUID: string): Promise<unknown> };
  /** Sends a DICOM file (Part 10) unchanged. */
  store?: { dicom(file: ArrayBuffer): Promise<void> };
  retrieve?: {
    /** Missing in data sources that delegate to others. */
    getWadoDicomWebClient?(): DicomWebClient;
    series?: {
      metadata(options: {
        StudyInstanceUID: string;
        filters?: { seriesInstanceUID: string[] };
        madeInClient?: boolean;
      }): Promise<unknown>;
    };
  };
}

export interface CornerstoneLibraries {
  cornerstone: typeof Cornerstone;
  cornerstoneTools: typeof CornerstoneTools;
}

export interface ExtensionManager {
  getActiveDataSource(): DataSource[];
  getModuleEntry(id: string): unknown;
}

/** What OHIF passes to every module of an extension. */
export interface ExtensionParams {
  servicesManager: { services: Services };
  commandsManager: CommandsManager;
  extensionManager: ExtensionManager;
}
