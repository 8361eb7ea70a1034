import { createToolGroups } from './createToolGroups';
import { HOTKEYS } from './hotkeys';
import { isValidMode } from './isValidMode';
import { registerToolbar } from './registerToolbar';
import { TOUR } from './tour';
import type { ModeParams } from './types';

const EXTENSION_ID = '@few-shot-segment/extension';
const imageSeries = '@ohif/extension-default.sopClassHandlerModule.stack';
const segHandler = '@ohif/extension-cornerstone-dicom-seg.sopClassHandlerModule.dicom-seg';
const rtHandler = '@ohif/extension-cornerstone-dicom-rt.sopClassHandlerModule.dicom-rt';

/**
 * The extensions that OHIF loads for this mode. This project's extension is not listed: a viewer that loads
 * it by URL has already registered it, and OHIF 3.13 would try to import it by its bare name.
 */
const extensionDependencies = {
  '@ohif/extension-default': '^3.0.0',
  '@ohif/extension-cornerstone': '^3.0.0',
  '@ohif/extension-cornerstone-dicom-seg': '^3.0.0',
  '@ohif/extension-cornerstone-dicom-rt': '^3.0.0',
};

/**
 * The layout: the series list, the viewports and, on the right, this project's panel and OHIF's labelmap
 * tools.
 */
function layoutTemplate() {
  return {
    id: '@ohif/extension-default.layoutTemplateModule.viewerLayout',
    props: {
      leftPanels: ['@ohif/extension-default.panelModule.seriesList'],
      leftPanelResizable: true,
      rightPanels: [
        `${EXTENSION_ID}.panelModule.few-shot`,
        '@ohif/extension-cornerstone.panelModule.panelSegmentationWithToolsLabelMap',
      ],
      rightPanelResizable: true,
      viewports: [
        {
          namespace: '@ohif/extension-cornerstone.viewportModule.cornerstone',
          displaySetsToDisplay: [imageSeries],
        },
        {
          namespace: '@ohif/extension-cornerstone-dicom-seg.viewportModule.dicom-seg',
          displaySetsToDisplay: [segHandler],
        },
        {
          namespace: '@ohif/extension-cornerstone-dicom-rt.viewportModule.dicom-rt',
          displaySetsToDisplay: [rtHandler],
        },
      ],
    },
  };
}

function modeFactory() {
  return {
    id: '@few-shot-segment/mode',
    routeName: 'few-shot-segment',
    displayName: 'Few-shot segment',
    onModeEnter({ servicesManager, commandsManager, extensionManager }: ModeParams) {
      servicesManager.services.measurementService.clearMeasurements();
      createToolGroups({ servicesManager, commandsManager, extensionManager });
      registerToolbar(servicesManager.services);
      // OHIF binds the keys after this function.
      servicesManager.services.customizationService.setCustomizations({
        'ohif.hotkeyBindings': { $push: HOTKEYS },
        'ohif.tours': { $push: [TOUR] },
      });
    },
    onModeExit({ servicesManager }: ModeParams) {
      const { services } = servicesManager;
      services.uiDialogService.hideAll();
      services.uiModalService.hide();
      services.toolGroupService.destroy();
      services.syncGroupService.destroy();
      services.segmentationService.destroy();
      services.cornerstoneViewportService.destroy();
    },
    validationTags: { study: [], series: [] },
    isValidMode,
    routes: [{ path: 'few-shot', layoutTemplate }],
    extensions: extensionDependencies,
    hangingProtocol: 'default',
    sopClassHandlers: [segHandler, rtHandler, imageSeries],
    // OHIF's own segmentation toolbar, so that a site's customisation of it applies here too.
    toolbarButtons: [
      { $reference: 'cornerstone.toolbarButtons' },
      { $reference: 'cornerstone.segmentationToolbarButtons' },
    ],
    toolbarSections: [
      { $reference: 'cornerstone.segmentationModeToolbarSections' },
      { $reference: 'cornerstone.segmentationToolbarSections' },
    ],
  };
}

export const mode = { id: '@few-shot-segment/mode', modeFactory, extensionDependencies };
