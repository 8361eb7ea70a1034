import { hostElement } from './ohif/hostElement';
import type { ExtensionParams } from './ohif/types';
import { mountPanel } from './panel/mountPanel';
import type { SessionHolder } from './session/SessionHolder';

/** OHIF's panel module: one panel, in a separate React root. */
export function getPanelModule(params: ExtensionParams, sessions: SessionHolder) {
  let unmount: (() => void) | undefined;
  // The same function for the panel's lifetime: a new one would make React detach and reattach the element.
  const attach = (host: HTMLElement | null) => {
    unmount?.();
    unmount = host ? mountPanel(host, sessions.open(params)) : undefined;
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
