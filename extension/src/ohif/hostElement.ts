import type { ExtensionParams } from './types';

type Ref = (element: HTMLElement | null) => void;

/** React's marker on elements. Version 19 changed it, and each version rejects the other's elements. */
const REACT_18 = Symbol.for('react.element');

/**
 * Builds a <div> element for the viewer's React, which this extension cannot import; `ref` is called when it
 * is attached or detached. Its marker is copied from an element that the viewer's React created.
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
