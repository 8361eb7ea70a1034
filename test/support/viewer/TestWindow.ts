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

/**
 * The members of OHIF and cornerstone that the helpers of this folder use inside the page, through the
 * handles that OHIF's cornerstone extension sets on `window`.
 */
export interface TestWindow {
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
      setSegmentLabel(segmentationId: string, segmentIndex: number, label: string): void;
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
