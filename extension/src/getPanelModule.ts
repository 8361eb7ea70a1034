import { hostElement } from './ohif/hostElement';
import type { ExtensionParams } from './ohif/types';
import { mountPanel } from './panel/mountPanel';
import { currentSession } from './session/currentSession';

/** OHIF's panel module: one panel, which lives in a React root of its own. */
export function getPanelModule(params: ExtensionParams) {
  let unmount: (() => void) | undefined;
  // One function for the panel's whole life: React would detach and attach again for a new one.
  const attach = (host: HTMLElement | null) => {
    unmount?.();
    unmount = host ? mountPanel(host, currentSession(params)) : undefined;
  };
  return [
    {
      name: 'few-shot',
      iconName: 'icon-labelmap-slice-propagation',
      iconLabel: 'Few-shot',
      label: 'Few-shot',
      component: () => hostElement(params, 'fss-host', attach),
    },
  ];
}
