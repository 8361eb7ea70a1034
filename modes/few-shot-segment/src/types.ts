/** The types of OHIF 3.13 that a mode uses; OHIF publishes no type declarations. */
export interface ToolGroupService {
  createToolGroupAndAddTools(toolGroupId: string, tools: ToolGroupTools): void;
  destroy(): void;
}

export interface ToolDefinition {
  toolName: string;
  parentTool?: string;
  bindings?: object[];
  configuration?: object;
}

export interface ToolGroupTools {
  active: ToolDefinition[];
  passive?: ToolDefinition[];
  disabled?: ToolDefinition[];
}

export interface ToolbarService {
  register(buttons: object[]): void;
  updateSection(section: string, buttons: string[]): void;
}

/** An entry of OHIF's customization `ohif.hotkeyBindings`. */
export interface Hotkey {
  commandName: string;
  commandOptions?: object;
  /** Shown in OHIF's dialog of hotkeys. */
  label: string;
  /** Pressed together. */
  keys: string[];
  isEditable: boolean;
}

/** What a button of a tour acts on: the tour of the library Shepherd. */
interface RunningTour {
  next(): void;
  cancel(): void;
}

export interface TourStep {
  id: string;
  title: string;
  text: string;
  attachTo: { element: string; on: 'left' | 'bottom' | 'top' };
  beforeShowPromise(): Promise<void>;
}

/** An entry of OHIF's customization `ohif.tours`, which it shows once on a route. */
export interface Tour {
  id: string;
  route: string;
  steps: TourStep[];
  tourOptions: {
    useModalOverlay: boolean;
    defaultStepOptions: {
      buttons: { text: string; secondary?: boolean; action(this: RunningTour): void }[];
    };
  };
}

export interface ModeServices {
  toolGroupService: ToolGroupService;
  toolbarService: ToolbarService;
  customizationService: {
    getCustomization(id: string): unknown;
    /** Changes customizations until the mode is left. */
    setCustomizations(customizations: Record<string, object>): void;
  };
  measurementService: { clearMeasurements(): void };
  syncGroupService: { destroy(): void };
  segmentationService: { destroy(): void };
  cornerstoneViewportService: { destroy(): void };
  uiDialogService: { hideAll(): void };
  uiModalService: { hide(): void };
}

export interface ModeParams {
  servicesManager: { services: ModeServices };
  commandsManager: { run(command: string, options?: object): unknown };
  extensionManager: { getModuleEntry(id: string): unknown };
}

/** The utility module in which OHIF's cornerstone extension describes its tools. */
export interface ToolsModule {
  exports: {
    toolNames: Record<string, string>;
    Enums: { MouseBindings: Record<string, number>; KeyboardBindings: Record<string, number> };
  };
}
