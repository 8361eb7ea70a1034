import type { Types as CoreTypes } from '@cornerstonejs/core';
import type { Types } from '@cornerstonejs/tools';
import type { Ohif } from '../ohif/Ohif';

/** A finished stroke in a viewport. */
export interface ViewportStroke {
  viewportId: string;
  /** In patient space, mm. */
  points: CoreTypes.Point3[];
  add: boolean;
}

/** Configuration of the tool. */
export interface StrokeToolConfiguration {
  /** Whether its strokes add to the segment or remove from it. */
  add: boolean;
  onStroke(stroke: ViewportStroke): void;
}

type InteractionEvent = Types.EventTypes.InteractionEventType;

/** Width of the trace, CSS pixels. */
const TRACE_WIDTH = 3;
const TRACE_COLOURS = { add: 'rgb(90, 230, 120)', remove: 'rgb(255, 120, 90)' };

/**
 * Makes the class of a tool that reports strokes. It shows a trace while the reader draws, green to add and
 * red and dashed to remove, and leaves nothing behind: no annotation, no change of a labelmap.
 *
 * @param toolName the name under which the tool is registered
 */
export function createStrokeTool({ cornerstone, cornerstoneTools }: Ohif, toolName: string) {
  const { BaseTool, Enums, drawing, utilities } = cornerstoneTools;
  const { MOUSE_DRAG, MOUSE_UP, MOUSE_CLICK, TOUCH_DRAG, TOUCH_END, TOUCH_TAP } = Enums.Events;
  return class StrokeTool extends BaseTool {
    static override toolName = toolName;
    private element: HTMLDivElement | undefined;
    private world: CoreTypes.Point3[] = [];
    private canvas: CoreTypes.Point2[] = [];

    constructor(properties = {}) {
      super(properties, { supportedInteractionTypes: ['Mouse', 'Touch'], configuration: {} });
    }

    readonly preMouseDownCallback = (event: InteractionEvent) => this.begin(event);
    readonly preTouchStartCallback = (event: InteractionEvent) => this.begin(event);

    renderAnnotation(
      { viewport }: CoreTypes.IEnabledElement,
      svgDrawingHelper: Parameters<typeof drawing.drawPolyline>[0],
    ): boolean {
      const { add } = this.configuration as StrokeToolConfiguration;
      if (this.canvas.length < 2 || viewport.element !== this.element) return false;
      drawing.drawPolyline(svgDrawingHelper, toolName, 'trace', this.canvas, {
        color: add ? TRACE_COLOURS.add : TRACE_COLOURS.remove,
        width: TRACE_WIDTH,
        lineDash: add ? undefined : '4,4',
      });
      return true;
    }

    private begin(event: InteractionEvent): boolean {
      const { element } = event.detail;
      this.element = element;
      [this.world, this.canvas] = [[], []];
      this.append(event);
      for (const name of [MOUSE_DRAG, TOUCH_DRAG]) element.addEventListener(name, this.append);
      for (const name of [MOUSE_UP, MOUSE_CLICK, TOUCH_END, TOUCH_TAP]) {
        element.addEventListener(name, this.end);
      }
      return true;
    }

    private readonly append = (event: Event): void => {
      const { currentPoints, viewportId } = (event as InteractionEvent).detail;
      this.world.push(currentPoints.world);
      this.canvas.push(currentPoints.canvas);
      utilities.triggerAnnotationRenderForViewportIds([viewportId]);
    };

    private readonly end = (event: Event): void => {
      const { element, viewportId } = (event as InteractionEvent).detail;
      for (const name of [MOUSE_DRAG, TOUCH_DRAG]) element.removeEventListener(name, this.append);
      for (const name of [MOUSE_UP, MOUSE_CLICK, TOUCH_END, TOUCH_TAP]) {
        element.removeEventListener(name, this.end);
      }
      const points = this.world;
      [this.world, this.canvas] = [[], []];
      if (cornerstone.getEnabledElement(element)) {
        utilities.triggerAnnotationRenderForViewportIds([viewportId]);
      }
      const { add, onStroke } = this.configuration as StrokeToolConfiguration;
      if (points.length > 0) onStroke({ viewportId, points, add });
    };
  };
}
