import type { Ohif } from '../ohif/Ohif';
import { createStrokeTool, type ViewportStroke } from './createStrokeTool';

/** The two correction brushes, by their names in the viewer's tool groups. */
const STROKE_TOOLS = { FewShotAdd: true, FewShotRemove: false };
const CLASS_NAME = 'FewShotStroke';
/** The viewer's libraries in which the tool is registered: once per page, whatever number of sessions. */
const registered = new WeakSet<object>();

/** Adds the correction brushes to the viewer's tool groups for flat images, where they are missing. */
export function addStrokeTools(ohif: Ohif, onStroke: (stroke: ViewportStroke) => void): void {
  const { cornerstoneTools } = ohif;
  if (!registered.has(cornerstoneTools)) {
    cornerstoneTools.addTool(createStrokeTool(ohif, CLASS_NAME));
    registered.add(cornerstoneTools);
  }
  for (const id of ['default', 'mpr']) {
    const group = cornerstoneTools.ToolGroupManager.getToolGroup(id);
    for (const [name, add] of Object.entries(STROKE_TOOLS)) {
      if (group && !group.hasTool(name)) group.addToolInstance(name, CLASS_NAME, { add, onStroke });
    }
  }
}
