import type { ExtensionParams } from './types';

type Ref = (element: HTMLElement | null) => void;

/** React's mark on elements. Version 19 changed it, and each version rejects the other's elements. */
const REACT_18 = Symbol.for('react.element');

/**
 * A <div> for the viewer's own React, to which this extension has no access; reports when it is attached and detached.
 * Its form follows that of an element that the viewer's React made.
 */
export function hostElement(params: ExtensionParams, className: string, ref: Ref): object {
  const mark = viewerElementMark(params);
  const props = mark === REACT_18 ? { className } : { className, ref };
  return { $$typeof: mark, type: 'div', key: null, ref, props, _owner: null, _store: {} };
}

/** How the viewer's React marks its elements, read from one of OHIF's panels. */
function viewerElementMark({ extensionManager }: ExtensionParams): symbol {
  try {
    const panel = extensionManager.getModuleEntry(
      '@ohif/extension-cornerstone.panelModule.panelSegmentation',
    ) as { component(props: object): { $$typeof?: symbol } };
    return panel.component({}).$$typeof ?? REACT_18;
  } catch {
    return REACT_18;
  }
}
