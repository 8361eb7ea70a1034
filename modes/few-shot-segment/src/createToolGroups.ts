import type { ModeParams, ToolDefinition, ToolGroupTools, ToolsModule } from './types';

/** Brush radii in mm, as OHIF's toolbox offers them. */
const RADIUS = { minRadius: 0.5, maxRadius: 99.5 };

const brush = (toolName: string, activeStrategy: string, more: object = {}): ToolDefinition => ({
  toolName,
  parentTool: 'Brush',
  configuration: { activeStrategy, ...RADIUS, ...more },
});

const dynamicThreshold = { threshold: { isDynamic: true, dynamicRadius: 3 } };

/**
 * Creates the tool groups that OHIF's viewports require: window/level on the left button, pan on the middle
 * one, zoom on the right one, scrolling on the wheel, and OHIF's labelmap tools under the names that its
 * toolbox buttons use.
 */
export function createToolGroups({ servicesManager, commandsManager, extensionManager }: ModeParams): void {
  const { toolNames, Enums } = (
    extensionManager.getModuleEntry('@ohif/extension-cornerstone.utilityModule.tools') as ToolsModule
  ).exports;
  const { Primary, Secondary, Auxiliary, Wheel } = Enums.MouseBindings;
  const { toolGroupService } = servicesManager.services;

  const plane = (): ToolGroupTools => ({
    active: [
      { toolName: toolNames.WindowLevel, bindings: [{ mouseButton: Primary }] },
      { toolName: toolNames.Pan, bindings: [{ mouseButton: Auxiliary }] },
      { toolName: toolNames.Zoom, bindings: [{ mouseButton: Secondary }, { numTouchPoints: 2 }] },
      { toolName: toolNames.StackScroll, bindings: [{ mouseButton: Wheel }, { numTouchPoints: 3 }] },
    ],
    passive: [
      brush('CircularBrush', 'FILL_INSIDE_CIRCLE'),
      brush('CircularEraser', 'ERASE_INSIDE_CIRCLE'),
      brush('SphereBrush', 'FILL_INSIDE_SPHERE'),
      brush('SphereEraser', 'ERASE_INSIDE_SPHERE'),
      brush('ThresholdCircularBrush', 'THRESHOLD_INSIDE_CIRCLE'),
      brush('ThresholdSphereBrush', 'THRESHOLD_INSIDE_SPHERE'),
      brush('ThresholdCircularBrushDynamic', 'THRESHOLD_INSIDE_CIRCLE', dynamicThreshold),
      brush('ThresholdSphereBrushDynamic', 'THRESHOLD_INSIDE_SPHERE', dynamicThreshold),
      ...[
        toolNames.CircleScissors,
        toolNames.RectangleScissors,
        toolNames.SphereScissors,
        toolNames.LabelmapSlicePropagation,
        toolNames.MarkerLabelmap,
        toolNames.ClickSegment,
        toolNames.LabelMapEditWithContourTool,
        toolNames.SegmentBidirectional,
        toolNames.SegmentSelect,
        toolNames.PlanarFreehandContourSegmentation,
        toolNames.Magnify,
        toolNames.WindowLevelRegion,
      ].map((toolName) => ({ toolName })),
    ],
    disabled: [{ toolName: toolNames.ReferenceLines }, { toolName: toolNames.AdvancedMagnify }],
  });

  const create = (id: string, tools: ToolGroupTools) => {
    const labelled = commandsManager.run('initializeSegmentLabelTool', { tools }) as ToolGroupTools;
    toolGroupService.createToolGroupAndAddTools(id, labelled ?? tools);
  };
  create('default', plane());

  const mpr = plane();
  mpr.disabled?.push({
    toolName: toolNames.Crosshairs,
    bindings: [{ mouseButton: Primary, modifierKey: Enums.KeyboardBindings.Shift }],
    configuration: { viewportIndicators: true, disableOnPassive: true, autoPan: { enabled: false } },
  });
  create('mpr', mpr);

  toolGroupService.createToolGroupAndAddTools('volume3d', {
    active: [
      { toolName: toolNames.TrackballRotateTool, bindings: [{ mouseButton: Primary }] },
      { toolName: toolNames.Zoom, bindings: [{ mouseButton: Secondary }] },
      { toolName: toolNames.Pan, bindings: [{ mouseButton: Auxiliary }] },
    ],
  });
}
